"""
ShopiMind: custom data definitions and records, and the contacts, customers and products around.

The rules are those of the fact base, SPM-01 to SPM-107; where the vendor is silent or of two
minds, ``openapi/README.md`` names the reading.
"""

from __future__ import annotations

import re

from mockserver.provider import Change, Provider, Read, SeedMapping, Upsert, bare
from mockserver.providers.shopimind import (
    contact_upsert,
    contacts,
    customers,
    definitions,
    overrides,
    pricing,
    products,
    records,
    removals,
)
from mockserver.providers.shopimind.documented_rules import NORMS
from mockserver.providers.shopimind.vendor_errors import ERRORS, refuse, sentence_of

__all__ = ["PROVIDER"]

EXAMPLE = """\
curl -sS '{url}/v1/custom-data-definitions' \\
  -H 'spm-api-key: my-first-shop-00000000' -H 'Content-Type: application/json' \\
  -d '{"name": "Loyalty", "unique_keys": ["card"], "fields": [
        {"name": "card", "label": "Card", "type": "text", "required": true},
        {"name": "points", "label": "Points", "type": "number", "required": true}]}'"""

SEEDS = {
    "customers": SeedMapping("bulkCreateCustomers", 50, bare),
    "contacts": SeedMapping("saveContact"),
    "products": SeedMapping("bulkCreateProducts", 50, bare),
    "definitions": SeedMapping("createCustomDataDefinition"),
    "records": SeedMapping(
        "saveCustomDataRecords",
        50,
        bare,
        path={"id_definition": "{0}"},
        argument="id_definition",
    ),
    "overrides": SeedMapping(
        "updateCustomDataOverrides",
        3,
        lambda rows: {"overrides": rows},
        ("overrides",),
        query="target_system_schema={0}&system_field_name={1}",
        argument="schema.field",
    ),
}
"""The collections of a seed; definitions get their ids in the order of their rows: 1, 2, 3."""

PROVIDER = Provider(
    name="shopimind",
    title="ShopiMind custom data",
    readings={customers.NEW_CUSTOMER: (customers.COMPLETE, customers.QUICK_START)},
    operations={
        "listCustomDataDefinitions": Read(definitions.list_definitions),
        "createCustomDataDefinition": Change(definitions.create_definition),
        "getCustomDataDefinition": Read(definitions.get_definition),
        "extendCustomDataDefinition": Change(definitions.extend_definition),
        "activateCustomDataDefinition": Change(definitions.activate_definition),
        "deactivateCustomDataDefinition": Change(definitions.deactivate_definition),
        "deleteCustomDataDefinition": Change(definitions.delete_definition),
        "listCustomDataOverrides": Read(overrides.list_overrides),
        "updateCustomDataOverrides": Change(overrides.update_overrides),
        "saveCustomDataRecords": Upsert(records.decode_save, records.save_policy, records.encode),
        "updateCustomDataRecord": Upsert(
            records.decode_update, records.update_policy, records.encode
        ),
        "listCustomDataRecords": Read(records.list_records),
        "deleteCustomDataRecord": Change(removals.delete_record),
        "bulkDeleteCustomDataRecords": Change(removals.bulk_delete_records),
        "getContact": Read(contacts.get_contact),
        "listContacts": Read(contacts.list_contacts),
        "saveContact": Upsert(contact_upsert.decode, contact_upsert.policy, contact_upsert.encode),
        "listContactCustomDataDefinitions": Read(contacts.list_contact_definitions),
        "bulkCreateCustomers": Upsert(customers.decode, customers.policy, records.encode),
        "bulkUpdateCustomers": Upsert(customers.decode, customers.policy, records.encode),
        "listCustomers": Read(customers.list_customers),
        "getCustomer": Read(customers.get_customer),
        "deleteCustomer": Change(removals.delete_customer),
        "bulkDeleteCustomers": Change(removals.bulk_delete_customers),
        "bulkCreateProducts": Upsert(products.decode, products.policy, records.encode),
        "bulkUpdateProducts": Upsert(products.decode, products.policy, records.encode),
        "listProducts": Read(products.list_products),
        "deleteProduct": Change(removals.delete_product),
        "bulkDeleteProducts": Change(removals.bulk_delete_products),
    },
    errors=ERRORS,
    refuse=refuse,
    credential=re.compile(r"[a-zA-Z0-9-]{20,64}"),
    example=EXAMPLE,
    sentence=sentence_of,
    seeds=SEEDS,
    norms=NORMS,
    insights={"effective-price": pricing.effective_price},
)
"""The vendor as the sandbox serves it."""
