import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Weir } from '@weir/client';
import { SecurityService } from '@weir/protos';
import { ChannelPool, fromServiceError } from '@weir/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readValues } from '../harness/read-values.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli } from '../harness/weir-cli.ts';

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;
let keyFile: string;
let admin: Weir;

beforeAll(async () => {
  directory = await temporaryDirectory();
  keyFile = join(directory.path, 'data', 'admin.key');
  standalone = await StandaloneProcess.create({
    directory: directory.path,
    args: ['--secure', '--audit-log-file', join(directory.path, 'audit.log')],
  });
  await standalone.start();
  admin = clientOf(readFileSync(keyFile, 'utf8').trim());
}, 90_000);

afterAll(async () => {
  await admin.close();
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

function clientOf(apiKey: string): Weir {
  return new Weir({ bootstrap: standalone.address, credentials: { apiKey } });
}

/** Lines of the audit log, which the process writes a moment after the call. */
function audited(): Readonly<Record<string, unknown>>[] {
  const text = readFileSync(join(directory.path, 'audit.log'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

it('makes a key for its owner alone and tells where it is', () => {
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  const output = readFileSync(standalone.process.command.logFile, 'utf8');
  expect(output).toContain(`WEIR_API_KEY_FILE=${keyFile}`);
  expect(output).not.toContain(readFileSync(keyFile, 'utf8').trim());
});

it('lets the owner of the key do everything, by the library and by the command line', async () => {
  await admin.admin().createTopic({ name: 'orders', partitions: 3, replicationFactor: 3 });
  await using producer = admin.producer();
  for (const value of ['a', 'b', 'c']) await producer.send({ topic: 'orders', value });
  expect((await readValues(admin, 'orders')).toSorted()).toEqual(['a', 'b', 'c']);
  const { code, stdout } = await runCli([
    ...['topic', 'list', '--bootstrap', standalone.address, '--api-key-file', keyFile],
  ]);
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/orders/) as string,
  });
});

it('lets in nobody without a key, and says so', async () => {
  await using nobody = new Weir({ bootstrap: standalone.address });
  await expect(nobody.connect()).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  await expect
    .poll(() => audited())
    .toContainEqual(expect.objectContaining({ event: 'authentication-failed' }));
});

it('gives a user what the rules give, until the key is revoked', async () => {
  const { key, secret } = await admin.admin().createApiKey({ principal: 'user:ann' });
  await using ann = clientOf(secret);
  await using producer = ann.producer();
  await expect(producer.send({ topic: 'orders', value: 'x' })).rejects.toMatchObject({
    code: expect.stringMatching(/TOPIC_AUTHORIZATION_FAILED|UNKNOWN_TOPIC/) as string,
  });
  await admin.admin().createAcls([
    {
      principal: 'user:ann',
      resourceType: 'topic',
      resourceName: 'orders',
      patternType: 'literal',
      operation: 'write',
      permission: 'allow',
    },
  ]);
  await expect
    .poll(() => producer.send({ topic: 'orders', value: 'x' }).then(() => 'sent', String))
    .toBe('sent');
  await expect(ann.admin().deleteTopic('orders')).rejects.toMatchObject({
    code: 'TOPIC_AUTHORIZATION_FAILED',
  });
  await expect
    .poll(() => audited())
    .toContainEqual(
      expect.objectContaining({
        event: 'access-denied',
        principal: 'user:ann',
        method: 'AdminService/DeleteTopic',
        resources: ['topic:orders'],
      }),
    );
  await expect
    .poll(async () => (await admin.admin().listAudit({ principal: 'user:ann' })).entries)
    .toMatchObject([
      {
        ...{ service: 'controller', event: 'access-denied', method: 'AdminService/DeleteTopic' },
        ...{ resources: ['topic:orders'], outcome: 'TOPIC_AUTHORIZATION_FAILED' },
      },
    ]);
  const { entries } = await admin.admin().listAudit();
  const created = entries.filter(({ method }) => method === 'AdminService/CreateTopic');
  expect(created).toMatchObject([{ principal: 'user:admin', outcome: 'OK' }]);
  await expect(ann.admin().listAudit()).rejects.toMatchObject({
    code: 'CLUSTER_AUTHORIZATION_FAILED',
  });
  await admin.admin().revokeApiKey(key.keyId);
  await expect
    .poll(() => producer.send({ topic: 'orders', value: 'y' }).then(() => 'sent', codeOf))
    .toBe('AUTHENTICATION_FAILED');
});

it('answers no internal call, not even to the owner of the admin key', async () => {
  const { controllerAddress } = await admin.admin().describeCluster();
  const channels = new ChannelPool({
    authorization: () => `Bearer ${readFileSync(keyFile, 'utf8').trim()}`,
  });
  const refused = await new Promise((resolve) => {
    const stream = channels.client(SecurityService, controllerAddress).watchSecurity({});
    stream.once('data', resolve);
    stream.once('error', (error) => {
      resolve(fromServiceError(error));
    });
  });
  channels.close();
  expect(refused).toMatchObject({ code: 'CLUSTER_AUTHORIZATION_FAILED' });
});

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
