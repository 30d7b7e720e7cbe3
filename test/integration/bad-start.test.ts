import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ChildProcess } from '../harness/child-process.ts';
import { eventually } from '../harness/eventually.ts';
import { freePort } from '../harness/free-port.ts';
import { createRedisProcess } from '../harness/redis-process.ts';
import { LocalCluster } from '../harness/local-cluster.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

const services = join(import.meta.dirname, '..', '..', 'services');

function runMain(service: string, args: readonly string[]) {
  const main = join(services, service, 'src', 'main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status, output: stdout + stderr };
}

it('says who holds the data directory, and which port is in use', async () => {
  await using directory = await temporaryDirectory();
  await using weir = await StandaloneProcess.create({ directory: directory.path });
  await weir.start();
  const dataDirectory = join(directory.path, 'data');

  const sameData = runMain('standalone', ['--port', '0', '--data-dir', dataDirectory]);
  expect(sameData.status).toBe(1);
  expect(sameData.output).toContain(`${weir.process.pid}`);

  const port = weir.address.split(':')[1] ?? '';
  const samePort = runMain('standalone', [
    ...['--port', port, '--data-dir', join(directory.path, 'other')],
  ]);
  expect(samePort.status).toBe(1);
  expect(samePort.output).toContain(`127.0.0.1:${port}`);
  expect(samePort.output).toMatch(/in use/);
}, 90_000);

it('refuses a Redis that may evict what the cluster decided', async () => {
  await using directory = await temporaryDirectory();
  const port = await freePort();
  const redis: ChildProcess = createRedisProcess({
    port,
    directory: directory.path,
    logFile: join(directory.path, 'redis.log'),
    args: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'],
  });
  redis.start();
  try {
    const result = await eventually(() => {
      const run = runMain('controller', [
        '--redis-url',
        `redis://127.0.0.1:${port}`,
        '--port',
        '0',
        '--ops-port',
        '0',
      ]);
      return run.output.includes('maxmemory-policy') ? run : undefined;
    });
    expect(result.status).toBe(1);
    expect(result.output).toContain('allkeys-lru');
    expect(result.output).toContain('noeviction');
  } finally {
    await redis.kill();
  }
}, 60_000);

it('lists all that is wrong with its certificates in one line', () => {
  const { status, output } = runMain('gateway', [
    ...['--port', '0', '--tls-cert-file', '/nowhere/tls.crt', '--tls-client-auth', 'require'],
  ]);
  expect(status).toBe(1);
  expect(output).toMatch(
    /^error: INVALID_CONFIG: WEIR_TLS_KEY_FILE: is required .*; WEIR_TLS_CA_FILE: is required .*$/m,
  );
}, 60_000);

it('refuses a data directory of another cluster', async () => {
  await using directory = await temporaryDirectory();
  await using first = new LocalCluster({
    directory: join(directory.path, 'first'),
    ...{ nodes: 1, controllers: 1, coordinators: 1 },
  });
  await using second = new LocalCluster({
    directory: join(directory.path, 'second'),
    ...{ nodes: 1, controllers: 1, coordinators: 1 },
  });
  await Promise.all([first.start(), second.start()]);
  await Promise.all([first.whenReady(), second.whenReady()]);
  // The controller knows of it a moment before the node has written down whose it is.
  await eventually(() => first.node(1).process.logTail().includes('"registered"'));
  await first.node(1).process.stop();

  const controllers = second
    .byRole('controller')
    .map(({ address }) => address)
    .join(',');
  const result = runMain('storage-node', [
    ...['--node-id', '1', '--controllers', controllers, '--port', '0', '--ops-port', '0'],
    ...['--data-dir', first.node(1).dataDir ?? ''],
  ]);
  expect(result.status).toBe(1);
  expect(result.output).toMatch(/INCONSISTENT_CLUSTER_ID/);
}, 90_000);
