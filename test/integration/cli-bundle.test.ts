import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untilEnd } from '../harness/run-command.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli } from '../harness/weir-cli.ts';

interface BundleDocument {
  readonly file: string;
  readonly isRedacted: boolean;
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

let directory: TemporaryDirectory;
let standalone: StandaloneProcess;
let weir: Weir;
let keyFile: string;
let adminKey: string;
/** Of user:planted-ann, who may describe the topic "orders". */
let annKey: string;
let log: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = await StandaloneProcess.create({ directory: directory.path, args: ['--secure'] });
  await standalone.start();
  keyFile = join(directory.path, 'data', 'admin.key');
  adminKey = readFileSync(keyFile, 'utf8').trim();
  weir = new Weir({ bootstrap: standalone.address, credentials: { apiKey: adminKey } });
  const admin = weir.admin();
  await admin.createTopic({ name: 'orders', partitions: 2, replicationFactor: 3 });
  const principal = 'user:planted-ann';
  const key = await admin.createApiKey({ principal, description: 'planted-description' });
  annKey = key.secret;
  const resource = { resourceType: 'topic', resourceName: 'orders' } as const;
  await admin.createAcls([{ principal, ...resource, operation: 'describe' }]);
  await admin.setQuota({ principal, requestsPerSecond: 50 });
  await weir.producer().send({ topic: 'orders', key: 'planted-key', value: 'planted-value' });
  const consumer = weir.consumer({ topics: ['orders'], groupId: 'readers' });
  for await (const { topic, partition, offset } of consumer.records()) {
    const metadata = 'planted-metadata';
    await consumer.commit([{ topic, partition, offset: offset + 1, metadata }]);
    break;
  }
  await consumer.close();
  log = join(directory.path, 'service.log');
  writeFileSync(log, `{"msg":"Refused","key":"${annKey}"}\nREDIS_PASSWORD=planted-password\n`);
}, 90_000);

afterAll(async () => {
  await weir.close();
  await standalone[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
}, 60_000);

/** Makes a bundle and unpacks it into a folder of this name. */
async function bundled(name: string, ...args: readonly string[]) {
  const file = join(directory.path, `${name}.tar.gz`);
  const { code, stdout, stderr } = await runCli([
    ...['bundle', '--file', file, '-o', 'json', '--bootstrap', standalone.address],
    ...['--ops', standalone.opsAddress, '127.0.0.1:2', '--logs', log, ...args],
  ]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const folder = join(directory.path, `unpacked-${name}`);
  mkdirSync(folder);
  expect(await untilEnd(spawn('tar', ['xzf', file, '-C', folder]), '')).toMatchObject({ code: 0 });
  const document = JSON.parse(stdout) as BundleDocument;
  const read = (part: string): string => readFileSync(join(folder, name, part), 'utf8');
  const everything = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((entry) => join(folder, entry))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  return { file, document, read, everything };
}

function secretOf(key: string): string {
  return key.split('_').slice(2).join('_');
}

describe('weir bundle', () => {
  it('collects everything, and has no secret, no record and no name in it', async () => {
    const { file, document, read, everything } = await bundled('whole', '--api-key-file', keyFile);
    expect(document).toMatchObject({ file, isRedacted: true });
    expect(document.failures.map(({ name }) => name)).toEqual([
      'ops/127.0.0.1_2/metrics.prom',
      'ops/127.0.0.1_2/readyz.txt',
    ]);
    const names = document.parts.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['cluster.json', 'topics.json', 'logs.json', 'groups.json', 'group-details.json'],
        ...['acls.json', 'keys.json', 'quotas.json', 'audit.json', 'doctor.txt', 'client.json'],
        'logs/1-service.log',
      ]),
    );
    // The coordinator's own topic may not be there yet.
    expect(JSON.parse(read('topics.json'))).toContainEqual(
      expect.objectContaining({ name: 'orders', replicationFactor: 3 }),
    );
    expect(read(`ops/${standalone.opsAddress.replace(':', '_')}/metrics.prom`)).toMatch(/^weir_/m);
    expect(read('keys.json')).toMatch(/"principal": "user:\d+"/);
    expect(read('logs/1-service.log')).toContain('Refused');
    for (const secret of [adminKey, annKey]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(secretOf(secret));
    }
    expect(everything).not.toContain('planted');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps names, and no secret, where it is told to', async () => {
    const { document, everything } = await bundled(
      'named',
      '--api-key-file',
      keyFile,
      '--no-redact',
    );
    expect(document.isRedacted).toBe(false);
    expect(everything).toContain('user:planted-ann');
    for (const secret of [adminKey, annKey]) expect(everything).not.toContain(secretOf(secret));
    expect(everything).not.toMatch(/planted-(?:value|key|metadata|description|password)/);
  });

  it('has what the rights of its user allow, and why the rest is missing', async () => {
    const { document, read } = await bundled('few', '--api-key', annKey);
    const failed = document.failures.map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining(['cluster.json', 'acls.json', 'keys.json']));
    expect(JSON.parse(read('topics.json'))).toMatchObject([{ name: 'orders' }]);
    expect(read('manifest.json')).toMatch(/CLUSTER_AUTHORIZATION_FAILED/);
    expect(read('doctor.txt')).toMatch(/^Not looked at:$/m);
  });

  it('is made without a cluster, too, with why none is reached', async () => {
    const { document, read } = await bundled('alone', '--api-key', 'weir_nobody_planted-wrong');
    expect(document.failures.map(({ name }) => name)).toContain('cluster.json');
    expect(read('doctor.json')).toContain('AUTHENTICATION_FAILED');
    expect(read('manifest.json')).not.toContain('planted-wrong');
  });

  it('does not write over a file', async () => {
    const { code, stderr } = await runCli(['bundle', '--file', log]);
    expect(stderr).toMatch(/is there already/);
    expect(code).toBe(2);
  });
});

describe('weir doctor with security', () => {
  it('says what a user of few rights does not see, and looks at the rest', async () => {
    const { code, stdout } = await runCli([
      ...['doctor', '-o', 'json', '--look', '0', '--fail-on', 'error'],
      ...['--bootstrap', standalone.address, '--api-key', annKey],
    ]);
    const { unseen, seen } = JSON.parse(stdout) as {
      readonly seen: { readonly topics: number };
      readonly unseen: readonly { readonly part: string; readonly reason: string }[];
    };
    expect({ code, topics: seen.topics }).toEqual({ code: 0, topics: 1 });
    expect(unseen.map(({ part }) => part)).toEqual(
      expect.arrayContaining(['nodes', 'acls', 'keys']),
    );
    expect(unseen[0]?.reason).toMatch(/AUTHORIZATION_FAILED/);
  });

  it('finds that its credentials are refused, and exits with 3', async () => {
    const at = ['--bootstrap', standalone.address];
    for (const credentials of [[], ['--api-key', 'weir_nobody_wrong']]) {
      const { code, stdout } = await runCli(['doctor', ...at, ...credentials]);
      expect(stdout).toContain('AUTHENTICATION_FAILED');
      expect(code).toBe(3);
    }
  });

  it('finds a key that is about to expire, and an ACL for a topic that is not there', async () => {
    const admin = weir.admin();
    const principal = 'user:ben';
    const { key } = await admin.createApiKey({ principal, ttlMs: 3_600_000 });
    const resource = { resourceType: 'topic', resourceName: 'ordrs' } as const;
    await admin.createAcls([{ principal, ...resource, operation: 'read' }]);
    const examined = ['doctor', '-o', 'ndjson', '--look', '0', '--api-key-file', keyFile];
    const { stdout } = await runCli([...examined, '--bootstrap', standalone.address]);
    expect(stdout).toContain(`Key ${key.keyId} of user:ben expires in`);
    expect(stdout).toContain('user:ben is allowed read on topic ordrs, which does not exist');
    await admin.revokeApiKey(key.keyId);
    await admin.deleteAcls({ principal });
    const after = await runCli([...examined, '--bootstrap', standalone.address]);
    expect(after.stdout).not.toContain('user:ben');
  });
});
