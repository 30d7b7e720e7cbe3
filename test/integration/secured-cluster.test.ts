import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Weir, type WeirOptions } from '@weir/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalCluster } from '../harness/local-cluster.ts';
import { readValues } from '../harness/read-values.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

const adminKey = 'weir_admin_0123456789abcdef0123456789abcdef';
const orders = { resourceType: 'topic', resourceName: 'orders', patternType: 'literal' } as const;
const allow = { principal: 'user:ann', permission: 'allow' } as const;

let directory: TemporaryDirectory;
let cluster: LocalCluster;
let admin: Weir;
let secretFile: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const keyFile = join(directory.path, 'admin.key');
  secretFile = join(directory.path, 'cluster.secret');
  writeFileSync(keyFile, `${adminKey}\n`);
  writeFileSync(secretFile, `${'a'.repeat(32)}\n`);
  cluster = new LocalCluster({
    directory: directory.path,
    gateways: 1,
    calls: { authorization: () => `Bearer ${adminKey}` },
    serviceArgs: [
      ...['--auth', 'required', '--cluster-secret-file', secretFile, '--admin-key-file', keyFile],
    ],
  });
  await cluster.start();
  await cluster.whenReady(60_000);
  admin = clientOf(adminKey);
  await admin.admin().createTopic({ name: 'orders', partitions: 3, replicationFactor: 3 });
  await admin.admin().createTopic({ name: 'secrets', partitions: 1, replicationFactor: 3 });
  await admin.admin().createAcls([
    { ...allow, ...orders, operation: 'read' },
    { ...allow, ...orders, operation: 'write' },
    {
      ...allow,
      resourceType: 'group',
      resourceName: 'ann-',
      patternType: 'prefix',
      operation: 'read',
    },
  ]);
}, 120_000);

afterAll(async () => {
  await admin.close();
  await cluster.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

function clientOf(apiKey: string, options: Partial<WeirOptions> = {}): Weir {
  return new Weir({ bootstrap: cluster.bootstrap, credentials: { apiKey }, ...options });
}

async function annsKey() {
  return admin.admin().createApiKey({ principal: 'user:ann' });
}

/** Every service hears of a change by itself: a call may come a moment too early. */
async function eventuallyDone(call: () => Promise<unknown>): Promise<void> {
  await expect.poll(() => call().then(() => 'done', codeOf), { timeout: 30_000 }).toBe('done');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

const gateway = (): Partial<WeirOptions> => ({
  bootstrap: cluster.byRole('gateway').map(({ address }) => address),
  connect: 'gateway',
});

it.each([
  ['directly', () => ({}), 'ann-direct'],
  ['through a gateway', gateway, 'ann-gateway'],
] as const)('lets a user produce and consume %s', async (_how, options, groupId) => {
  const { secret } = await annsKey();
  await using ann = clientOf(secret, options());
  await eventuallyDone(() => ann.connect());
  await using producer = ann.producer();
  await eventuallyDone(() => producer.send({ topic: 'orders', key: groupId, value: groupId }));
  await using consumer = ann.consumer({ groupId, topics: ['orders'] });
  for await (const record of consumer.records()) {
    if (record.text() === groupId) break;
  }
  await expect(
    producer.send({ topic: 'secrets', value: 'x' }).then(() => 'sent', codeOf),
  ).resolves.toMatch(/TOPIC_AUTHORIZATION_FAILED|UNKNOWN_TOPIC_OR_PARTITION/);
  await expect(ann.admin().deleteTopic('orders')).rejects.toMatchObject({
    code: 'TOPIC_AUTHORIZATION_FAILED',
    message: expect.stringMatching(/^user:ann may not delete topic "orders"/) as string,
  });
});

it('ends the stream of a producer whose key is revoked', async () => {
  const { key, secret } = await annsKey();
  await using ann = clientOf(secret);
  await eventuallyDone(() => ann.connect());
  await using producer = ann.producer();
  await eventuallyDone(() => producer.send({ topic: 'orders', value: 'a' }));
  await admin.admin().revokeApiKey(key.keyId);
  await expect
    .poll(() => producer.send({ topic: 'orders', value: 'b' }).then(() => 'sent', codeOf), {
      timeout: 30_000,
    })
    .toBe('AUTHENTICATION_FAILED');
});

it('goes on while its cluster secret is changed', async () => {
  await using producer = admin.producer();
  const change = (...secrets: string[]): void => {
    writeFileSync(`${secretFile}.new`, secrets.join('\n'));
    renameSync(`${secretFile}.new`, secretFile);
  };
  const [old, fresh] = ['a'.repeat(32), 'b'.repeat(32)];
  // Known to all before it signs, and gone only when nobody signs with it any more.
  for (const secrets of [[old, fresh], [fresh, old], [fresh]] as const) {
    const before = readings();
    change(...secrets);
    await expect.poll(readings, { timeout: 30_000 }).toBe(before + cluster.members.length - 1);
    await producer.send({ topic: 'secrets', value: secrets.join('') });
  }
  const [node] = cluster.byRole('storage-node');
  await node?.process.stop();
  node?.process.start();
  await cluster.whenReady(60_000);
  await producer.send({ topic: 'secrets', value: 'last' });
  expect(await readValues(admin, 'secrets')).toHaveLength(4);
});

/** How often the services have read a changed secret. */
function readings(): number {
  const logs = cluster.members.map(({ process }) => readFileSync(process.command.logFile, 'utf8'));
  return logs.join('').split('Read again: the file of cluster secrets').length - 1;
}
