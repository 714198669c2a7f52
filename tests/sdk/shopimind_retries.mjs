// One read and one write of a package with its retries on, one result a line.
// Arguments: the package, the base URL, the key, the id of a definition.

const [, , name, baseUrl, key, id] = process.argv;
const loaded = await import(name);
const sdk = loaded.default ?? loaded;
const retry = { maxRetries: 1, backoffBaseMs: 1, backoffCapMs: 1 };
const client = sdk.SpmClient.getClient('v1', key, { baseUrl, retry });

for (const [step, promise] of [
  ['list', () => sdk.SpmCustomDataRecords.list(client, id)],
  ['save', () => sdk.SpmCustomDataRecords.bulkSave(client, id, [{ code: 'a' }])],
]) {
  const { ok, statusCode } = await promise();
  process.stdout.write(`${JSON.stringify({ step, ok, statusCode })}\n`);
}
