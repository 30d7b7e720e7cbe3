import { silentLogger } from '@weir/runtime';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { MetadataStore } from './metadata-store.ts';
import { RedisMetadataStore } from './redis-metadata-store.ts';
import { RedisSet } from './redis-set.fixture.ts';

const failoverMs = 20_000;

async function startSet(password = ''): Promise<RedisSet> {
  const set = await RedisSet.start({ password });
  onTestFinished(() => set[Symbol.asyncDispose]());
  return set;
}

async function open(set: RedisSet, password = ''): Promise<RedisMetadataStore> {
  const store = new RedisMetadataStore({
    redisSentinels: set.addresses,
    redisSentinelMaster: 'weir',
    redisPassword: password,
    redisSentinelPassword: set.sentinelPassword,
    logger: silentLogger,
  });
  onTestFinished(() => store[Symbol.asyncDispose]());
  await store.open();
  return store;
}

/** Resolves when the store answers as another one than it was. */
async function failedOver(store: MetadataStore, before: string): Promise<void> {
  const hasChanged = async (): Promise<boolean> =>
    (await store.incarnation().catch(() => before)) !== before;
  await vi.waitUntil(hasChanged, { timeout: failoverMs, interval: 20 });
}

async function fenceOf(store: MetadataStore) {
  const lease = await store.acquireLease('w', { holder: 'a', ttlMs: 60_000, metadata: '' });
  if (lease === null) throw new Error('No lease');
  return { lease: 'w', token: lease.token };
}

function put(key: string, version: number) {
  return { kind: 'put' as const, collection: 'c', key, value: `"${version}"`, version };
}

it('finds the master, with passwords, and the next one when it dies, as a changed store', async () => {
  const set = await startSet('s3cret');
  const store = await open(set, 's3cret');
  const fence = await fenceOf(store);
  await store.write(fence, [put('k', 1)]);
  await vi.waitUntil(async () => (await replicated(set)) === 'yes', { timeout: failoverMs });
  const before = await store.incarnation();

  await set.servers[0]?.kill();
  await expect(store.read('c', 'k')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await failedOver(store, before);
  // A Sentinel that has not heard of it yet may send it to the dead one once more.
  const isThere = () => store.read('c', 'k').catch(() => undefined);
  const read = await vi.waitUntil(isThere, { timeout: failoverMs, interval: 20 });
  expect(read).toEqual({ value: '"1"', version: 1 });
  const next = await fenceOf(store);
  expect(next.token).toBeGreaterThan(fence.token);
  expect(await store.write(next, [put('k', 2)])).toEqual([{ ok: true }]);
}, 60_000);

it('leaves a master that hangs, and does not go back to it when it wakes', async () => {
  const set = await startSet();
  const store = await open(set);
  await store.write(await fenceOf(store), [put('k', 1)]);
  await vi.waitUntil(async () => (await replicated(set)) === 'yes', { timeout: failoverMs });
  const before = await store.incarnation();
  const [old] = set.servers;

  old?.pause();
  await failedOver(store, before);
  const after = await store.incarnation();
  await store.write(await fenceOf(store), [put('k', 2)]);
  old?.resume();
  for (let reads = 0; reads < 50; reads += 1) {
    expect(await store.read('c', 'k')).toEqual({ value: '"2"', version: 2 });
    expect(await store.incarnation()).toBe(after);
  }
}, 60_000);

it('says what Sentinels answer when they do not know the master', async () => {
  const set = await startSet();
  const store = new RedisMetadataStore({
    redisSentinels: set.addresses,
    redisSentinelMaster: 'other',
    logger: silentLogger,
    openTimeoutMs: 300,
  });
  onTestFinished(() => store[Symbol.asyncDispose]());
  await expect(store.open()).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/master "other" of the Sentinels.*No such master/) as string,
  });
}, 60_000);

/** Whether the replica has all that the master was told. */
async function replicated(set: RedisSet): Promise<string> {
  const [master] = set.servers;
  if (master === undefined) return 'no';
  const text = await set.info(master, 'replication');
  const offset = /master_repl_offset:(\d+)/.exec(text)?.[1];
  const replica = /slave0:.*offset=(\d+)/.exec(text)?.[1];
  return offset === replica ? 'yes' : 'no';
}
