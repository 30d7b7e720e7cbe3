import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics, type Metrics, silentLogger } from '@weir/runtime';
import { TestAuthority } from '@weir/runtime/fixtures';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { RedisMetadataStore, type RedisMetadataStoreOptions } from './redis-metadata-store.ts';
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts';

const password = 'correct-horse';

async function startServer(args: readonly string[] = [], port?: number): Promise<RedisServer> {
  const server = await startRedisServer(port, args);
  onTestFinished(() => server.kill());
  return server;
}

function storeOf(options: Omit<RedisMetadataStoreOptions, 'logger'>, logger = silentLogger) {
  const store = new RedisMetadataStore({ openTimeoutMs: 5_000, ...options, logger });
  onTestFinished(() => store[Symbol.asyncDispose]());
  return store;
}

/** Asks a server as somebody else. */
async function command(server: RedisServer, name: string, ...args: string[]): Promise<unknown> {
  const redis = new Redis({ port: server.port, password, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    return await redis.call(name, ...args);
  } finally {
    redis.disconnect();
  }
}

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'weir-redis-test-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  return directory;
}

it.each(['value', 'file', 'url'])('has the password from a %s', async (source) => {
  const server = await startServer(['--requirepass', password]);
  const file = join(folder(), 'password');
  writeFileSync(file, `${password}\n`);
  const store = storeOf({
    redisUrl: source === 'url' ? `redis://:${password}@127.0.0.1:${server.port}/1` : server.url,
    redisPassword: source === 'value' ? password : '',
    redisPasswordFile: source === 'file' ? file : '',
  });
  await store.open();
  expect(await store.readAll('c')).toEqual(new Map());
});

it('connects as a user of its own', async () => {
  const server = await startServer(['--user', 'weir', 'on', `>${password}`, '~weir:*', '+@all']);
  const store = storeOf({
    redisUrl: server.url,
    redisUsername: 'weir',
    redisPassword: password,
  });
  await store.open();
  expect(await store.read('c', 'k')).toBeNull();
});

it('says that the password is wrong, and what it is nowhere', async () => {
  const server = await startServer(['--requirepass', password]);
  await command(server, 'PING');
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ service: 'test', level: 'trace', destination });
  const store = storeOf(
    { redisUrl: server.url, redisPassword: 'wrong-battery', openTimeoutMs: 200 },
    logger,
  );
  const error: unknown = await store.open().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('WRONGPASS') as string,
  });
  logger.error({ err: error }, 'Start failed');
  expect(lines.join('')).toContain('WRONGPASS');
  expect(lines.join('')).not.toContain('battery');
});

it('reads a password file at each connect, so that a new password takes over', async () => {
  const server = await startServer(['--requirepass', 'old']);
  const file = join(folder(), 'password');
  writeFileSync(file, 'old');
  const metrics = createMetrics();
  const store = storeOf({ redisUrl: server.url, redisPasswordFile: file, metrics });
  await store.open();
  const admin = new Redis({ port: server.port, password: 'old' });
  onTestFinished(() => {
    admin.disconnect();
  });
  await admin.config('SET', 'requirepass', password);
  writeFileSync(file, password);
  await admin.call('CLIENT', 'KILL', 'TYPE', 'normal');
  const reconnected = async (): Promise<string> => metrics.registry.metrics();
  await expect.poll(reconnected).toContain('weir_redis_reconnects_total 1');
  expect(await store.read('c', 'k')).toBeNull();
});

it('speaks TLS to whom its authority vouches for, and to nobody else', async () => {
  const authority = await TestAuthority.create();
  const { cert, key } = await authority.issue({ name: 'redis' });
  const directory = folder();
  const paths = { ca: authority.ca, cert, key };
  for (const [name, pem] of Object.entries(paths)) writeFileSync(join(directory, name), pem);
  const stranger = await TestAuthority.create('Stranger');
  writeFileSync(join(directory, 'stranger'), stranger.ca);
  const plain = await startServer();
  await plain.kill();
  const { port } = await startServer(
    [
      ...['--port', '0', '--tls-port', `${plain.port}`, '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', join(directory, 'cert'), '--tls-key-file', join(directory, 'key')],
      ...['--tls-ca-cert-file', join(directory, 'ca')],
    ],
    plain.port,
  );
  const redisUrl = `rediss://127.0.0.1:${port}`;
  const trusting = storeOf({ redisUrl, redisTlsCaFile: join(directory, 'ca') });
  await trusting.open();
  expect(await trusting.read('c', 'k')).toBeNull();
  const redisTlsCaFile = join(directory, 'stranger');
  await expect(
    storeOf({ redisUrl, redisTlsCaFile, openTimeoutMs: 200 }).open(),
  ).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/certificate/) as string,
  });
});

it('takes no replica for the store, until it is a master', async () => {
  const master = await startServer(['--requirepass', password]);
  const auth = ['--requirepass', password, '--masterauth', password];
  const replica = await startServer(['--replicaof', '127.0.0.1', `${master.port}`, ...auth]);
  await command(replica, 'PING');
  const options = { redisUrl: replica.url, redisPassword: password };
  await expect(storeOf({ ...options, openTimeoutMs: 300 }).open()).rejects.toMatchObject({
    message: expect.stringContaining('It is a slave, not a master') as string,
  });
  await command(replica, 'REPLICAOF', 'NO', 'ONE');
  const store = storeOf(options);
  await store.open();
  const before = await store.incarnation();
  // As a failover does that the store was not told of.
  await command(replica, 'REPLICAOF', '127.0.0.1', `${master.port}`);
  await expect(store.incarnation()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await expect(store.read('c', 'k')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await command(replica, 'REPLICAOF', 'NO', 'ONE');
  const hasChanged = async (): Promise<string> => store.incarnation().catch(() => before);
  await expect.poll(hasChanged, { timeout: 5_000 }).not.toBe(before);
});

it('counts answers, errors and connections', async () => {
  const server = await startServer();
  const metrics = createMetrics();
  const store = storeOf({ redisUrl: server.url, metrics });
  const shown = async (): Promise<string[]> => (await metrics.registry.metrics()).split('\n');
  expect(await shown()).toContain('weir_redis_connected 0');
  await store.open();
  await store.read('c', 'k');
  const lines = await shown();
  expect(lines).toContain('weir_redis_connected 1');
  expect(lines).toContain('weir_redis_command_seconds_count{command="read"} 1');
  const errors = (): Promise<number> => errorsOf(metrics);
  const before = await errors();
  await server.kill();
  await expect(store.read('c', 'k')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(await errors()).toBe(before + 1);
  await expect.poll(shown).toContain('weir_redis_connected 0');
});

async function errorsOf(metrics: Metrics): Promise<number> {
  const text = await metrics.registry.metrics();
  return Number(/^weir_redis_errors_total{reason="connection"} (\d+)$/m.exec(text)?.[1]);
}
