import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;
let adminKey: string;
let annKey: string;
let annKeyId: string;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path, args: ['--secure'] });
  await standalone.start();
  adminKey = readFileSync(join(directory.path, 'data', 'admin.key'), 'utf8').trim();
  for (const name of ['hers', 'others']) {
    await send('POST', '/v1/topics', { key: adminKey, body: { name } });
  }
  const made = await send('POST', '/v1/keys', { key: adminKey, body: { principal: 'user:ann' } });
  const { secret, key } = made.body as { secret: string; key: { keyId: string } };
  annKey = secret;
  annKeyId = key.keyId;
  const acls = ['READ', 'DESCRIBE'].map((operation) => ({
    ...{ principal: 'user:ann', resourceType: 'RESOURCE_TYPE_TOPIC', resourceName: 'hers' },
    ...{ operation: `ACL_OPERATION_${operation}`, permission: 'ACL_PERMISSION_ALLOW' },
  }));
  await send('POST', '/v1/acls', { key: adminKey, body: { acls } });
}, 90_000);

afterAll(async () => {
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

async function send(
  method: string,
  path: string,
  { key, body }: { readonly key?: string; readonly body?: object } = {},
): Promise<Answer> {
  const response = await fetch(`http://${standalone.address}${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

it('tells each caller who it is, and nobody anything of the cluster without credentials', async () => {
  const known = { clusterId: expect.any(String) as string, authentication: 'required' };
  expect(await send('GET', '/v1/session', { key: adminKey })).toMatchObject({
    ...{ status: 200, body: { ...known, principal: 'user:admin' } },
  });
  await eventually(async () => (await send('GET', '/v1/session', { key: annKey })).status === 200);
  expect(await send('GET', '/v1/session', { key: annKey })).toMatchObject({
    body: { ...known, principal: 'user:ann' },
  });
  expect(await send('GET', '/v1/session')).toMatchObject({
    status: 200,
    body: { clusterId: null, authentication: 'required', principal: null },
  });
  const wrong = await send('GET', '/v1/session', { key: `${annKey}x` });
  expect(wrong).toMatchObject({ status: 401, body: { error: { code: 'AUTHENTICATION_FAILED' } } });
});

it('shows a caller only what it may describe', async () => {
  await eventually(async () => {
    const { body } = await send('GET', '/v1/partitions', { key: annKey });
    return (body as { total: number }).total === 1;
  });
  expect(await send('GET', '/v1/partitions', { key: annKey })).toMatchObject({
    body: { partitions: [{ topic: 'hers', partition: 0 }], total: 1 },
  });
  expect(await send('GET', '/v1/partitions', { key: adminKey })).toMatchObject({
    body: { total: 2 },
  });
  expect(await send('GET', '/v1/logs?topics=hers,others', { key: annKey })).toMatchObject({
    body: { topics: [{ name: 'hers', unanswered: 0 }] },
  });
  expect(await send('GET', '/v1/topics/others/logs', { key: annKey })).toMatchObject({
    status: 404,
  });
});

it.each([
  ['GET', '/v1/partitions'],
  ['GET', '/v1/logs?topics=hers'],
  ['GET', '/v1/topics/hers/logs'],
  ['GET', '/v1/acls'],
  ['POST', '/v1/balance'],
])('%s %s asks who one is', async (method, path) => {
  expect(await send(method, path)).toMatchObject({
    status: 401,
    body: { error: { code: 'AUTHENTICATION_FAILED' } },
  });
});

it.each<[string, string, object?]>([
  ['GET', '/v1/acls'],
  ['GET', '/v1/keys'],
  ['GET', '/v1/audit'],
  ['POST', '/v1/quotas', { quota: { principal: '*' } }],
  ['POST', '/v1/nodes/1/drain', { draining: true }],
  ['POST', '/v1/elections', { type: 'ELECTION_TYPE_PREFERRED' }],
])('%s %s is not for everybody', async (method, path, body) => {
  const answer = await send(method, path, {
    key: annKey,
    ...(body === undefined ? {} : { body }),
  });
  expect(answer).toMatchObject({
    status: 403,
    body: { error: { code: 'CLUSTER_AUTHORIZATION_FAILED' } },
  });
});

it('does not let a reader delete records', async () => {
  const body = { partitions: [{ partition: 0, beforeOffset: -1 }] };
  const answer = await send('POST', '/v1/topics/hers/records/delete', { key: annKey, body });
  expect(answer).toMatchObject({
    body: { partitions: [{ error: { code: 'TOPIC_AUTHORIZATION_FAILED' } }] },
  });
});

it('lists rules by what they are about, and what would be deleted', async () => {
  const topicRules = '/v1/acls?principal=user:ann&operation=ACL_OPERATION_READ';
  const rule = { principal: 'user:ann', operation: 'ACL_OPERATION_READ', resourceName: 'hers' };
  expect(await send('GET', topicRules, { key: adminKey })).toMatchObject({
    body: { acls: [rule] },
  });
  const body = { filter: { operation: 'ACL_OPERATION_READ' }, dryRun: true };
  expect(await send('POST', '/v1/acls/delete', { key: adminKey, body })).toMatchObject({
    body: { deleted: [rule] },
  });
  expect(await send('GET', topicRules, { key: adminKey })).toMatchObject({
    body: { acls: [rule] },
  });
});

it('keeps the audit of who did what', async () => {
  const answer = await eventually(async () => {
    const audit = await send('GET', '/v1/audit?limit=1000', { key: adminKey });
    const { entries } = audit.body as { entries: { method: string }[] };
    return entries.some(({ method }) => method === 'AdminService/CreateAcls') && audit;
  });
  expect(answer.body).toMatchObject({
    entries: expect.arrayContaining([
      expect.objectContaining({ method: 'AdminService/CreateApiKey', principal: 'user:admin' }),
      expect.objectContaining({ event: 'access-denied', principal: 'user:ann' }),
    ]) as object,
  });
});

it('revokes a key for good', async () => {
  const revoked = await send('DELETE', `/v1/keys/${annKeyId}`, { key: adminKey });
  expect(revoked).toMatchObject({ status: 200, body: { revoked: { principal: 'user:ann' } } });
  await eventually(async () => (await send('GET', '/v1/session', { key: annKey })).status === 401);
});
