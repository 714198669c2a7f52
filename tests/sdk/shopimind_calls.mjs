// Every call that ShopiMind's packages make on the routes of the sandbox, one result a line.
// Arguments: the package, the base URL, the key.

const [, , name, baseUrl, key] = process.argv;
const loaded = await import(name);
const sdk = loaded.default ?? loaded;
const client = sdk.SpmClient.getClient('v1', key, { baseUrl, retry: false });
const {
  SpmContacts: Contacts,
  SpmCustomDataDefinitions: Definitions,
  SpmCustomDataRecords: Records,
  SpmCustomers: Customers,
  SpmProducts: Products,
} = sdk;

async function call(step, promise) {
  const { ok, statusCode, data, error } = await promise;
  process.stdout.write(`${JSON.stringify({ step, ok, statusCode, data, error })}\n`);
  return data;
}

const person = (number, email) => ({
  customer_id: `c-${number}`,
  email,
  first_name: 'Ada',
  last_name: 'Lovelace',
  is_opt_in: true,
  is_newsletter_subscribed: true,
  lang: 'en',
  is_active: true,
  created_at: '2026-01-05T09:00:00Z',
  updated_at: '2026-01-05T09:00:00Z',
});
const field = (fieldName, type, required = false) => ({
  name: fieldName, label: fieldName, type, required,
});
const link = (sourceField, targetSchema) => ({
  sourceField, targetSchema, targetSchemaType: 'system',
});

await call('customers.bulkSave', Customers.bulkSave(client, [
  person(1, 'ada@example.com'), person(2, 'bob@example.com'),
]));
await call('customers.bulkUpdate', Customers.bulkUpdate(client, [
  { customer_id: 'c-1', first_name: 'Augusta' },
]));
await call('customers.get', Customers.get(client, 'c-1', ['customer_id', 'first_name']));
await call('customers.list', Customers.list(client, { limit: 5 }));
const found = await call('contacts.get', Contacts.get(client, {
  contact_data_email: 'ADA@example.com',
}));
const idContact = found.data.id_shop_contact;
await call('contacts.list', Contacts.list(client, { fields: ['contact_data_email'] }));
if (Contacts.create) {
  await call('contacts.create', Contacts.create(client, { email: 'eve@example.com' }));
}

const definition = {
  name: 'Negotiated',
  unique_keys: ['contact_id', 'product_id'],
  fields: [
    field('contact_id', 'number', true), field('product_id', 'text', true), field('price', 'decimal'),
  ],
  relationships: [link('contact_id', 'contacts'), link('product_id', 'products')],
};
const created = await call('definitions.create', Definitions.create(client, definition));
const id = created.data.id_definition;
await call('definitions.get', Definitions.get(client, id));
await call('definitions.list', Definitions.list(client, {
  fields: ['id_definition', 'name'],
  order: [{ field: 'created_at', type: 'desc' }],
  filters: [{ field: 'status', operator: 'EQUALS', values: 'active' }],
}));
await call('definitions.extend', Definitions.extend(client, id, { fields: [field('note', 'text')] }));
await call('definitions.update', Definitions.update(client, id, { description: 'By contact' }));
await call('definitions.deactivate', Definitions.deactivate(client, id));
await call('records.bulkSave while inactive', Records.bulkSave(client, id, [{}]));
await call('definitions.activate', Definitions.activate(client, id));

await call('records.bulkSave', Records.bulkSave(client, id, [
  { contact_id: { by: 'email', value: 'ada@example.com' }, product_id: '42', price: 64 },
  { contact_id: { by: 'id_customer', value: 'c-2' }, product_id: '42', price: 71 },
  { contact_id: { by: 'email', value: 'nobody@example.com' }, product_id: '42', price: 1 },
]));
await call('records.bulkSave in chunks', Records.bulkSave(
  client,
  id,
  Array.from({ length: 45 }, (_, index) => ({ contact_id: idContact, product_id: `p-${index}` })),
  { chunk: true },
));
const rows = await call('records.list', Records.list(client, id, {
  order: { field: 'id', type: 'asc' },
  filters: [{ field: 'product_id', operator: 'IN', values: ['42'] }],
  fields: 'id,contact_id,price',
}));
const [first, second] = rows.data.map((row) => row.id);
await call('records.update', Records.update(client, id, first, { price: 60 }));
await call('contacts.listCustomDataDefinitions', Contacts.listCustomDataDefinitions(client, idContact));
await call('records.delete', Records.delete(client, id, first));
await call('records.bulkDelete', Records.bulkDelete(client, id, [second, 999999]));
await call('records.bulkDelete in chunks', Records.bulkDelete(
  client, id, Array.from({ length: 30 }, (_, index) => index + 3), { chunk: true },
));

const pair = { target_system_schema: 'products', system_field_name: 'price' };
await call('definitions.updateOverrides', Definitions.updateOverrides(client, pair, [
  { id_custom_data_definition: id, custom_field_name: 'price', priority: 1 },
]));
await call('definitions.listOverrides', Definitions.listOverrides(client, { limit: 10 }));

const product = {
  product_id: 42, lang: 'fr', name: 'Croquettes', price: 79.9, currency: 'EUR', is_active: true,
};
await call('products.bulkSave', Products.bulkSave(client, [product]));
await call('products.bulkUpdate', Products.bulkUpdate(client, [
  { product_id: 42, lang: 'fr', price: 70 },
]));
await call('products.list', Products.list(client));
await call('products.delete', Products.delete(client, 42));
await call('products.bulkDelete', Products.bulkDelete(client, [42]));
await call('customers.delete', Customers.delete(client, 'c-1'));
await call('customers.bulkDelete', Customers.bulkDelete(client, ['c-1', 'c-2']));

await call('definitions.delete', Definitions.delete(client, id));
await call('definitions.get after delete', Definitions.get(client, id));
