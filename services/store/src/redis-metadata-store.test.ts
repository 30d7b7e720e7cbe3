import { systemRandom } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeBoundedLists } from './bounded-lists.contract.ts';
import { describeMetadataStore } from './metadata-store.contract.ts';
import { RedisMetadataStore } from './redis-metadata-store.ts';
import { startRedisServer } from './redis-server.fixture.ts';

let redis: Awaited<ReturnType<typeof startRedisServer>>;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(async () => {
  await redis.kill();
});

async function open(keyPrefix = systemRandom.uuid()): Promise<RedisMetadataStore> {
  const store = new RedisMetadataStore({
    redisUrl: redis.url,
    redisKeyPrefix: keyPrefix,
    logger: silentLogger,
  });
  await store.open();
  return store;
}

describe('RedisMetadataStore', () => {
  describeMetadataStore({ open });
});

describe('lists of RedisMetadataStore', () => {
  describeBoundedLists({ open });
});

it('keeps clusters with different prefixes apart', async () => {
  await using first = await open('one');
  await using second = await open('two');
  const lease = await first.acquireLease('writer', { holder: 'a', ttlMs: 9_000, metadata: '' });
  const fence = { lease: 'writer', token: lease?.token ?? 0 };
  await first.write(fence, [{ kind: 'put', collection: 'c', key: 'k', value: '1', version: 1 }]);
  expect(await second.read('c', 'k')).toBeNull();
  expect(
    await second.acquireLease('writer', { holder: 'b', ttlMs: 9_000, metadata: '' }),
  ).not.toBeNull();
});

it('refuses a Redis that may evict, naming the policy and the remedy', async () => {
  const evicting = await startRedisServer(undefined, [
    ...['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'],
  ]);
  await using store = new RedisMetadataStore({ redisUrl: evicting.url, logger: silentLogger });
  await expect(store.open()).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(/allkeys-lru.*noeviction/) as string,
  });
  await evicting.kill();
});

it('fails at once while Redis is down, works again after, and gives out larger tokens', async () => {
  const first = await startRedisServer();
  await using store = new RedisMetadataStore({ redisUrl: first.url, logger: silentLogger });
  await store.open();
  const request = { holder: 'a', ttlMs: 60_000, metadata: '' };
  const before = await store.acquireLease('writer', request);
  const incarnation = await store.incarnation();
  await first.kill();
  await expect(store.read('c', 'k')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

  const second = await startRedisServer(first.port);
  await expect.poll(() => store.incarnation().catch(() => incarnation)).not.toBe(incarnation);
  const after = await store.acquireLease('writer', request);
  expect(after?.token).toBeGreaterThan(before?.token ?? 0);
  await second.kill();
});

it('names the address when nothing answers in time', async () => {
  await using store = new RedisMetadataStore({
    redisUrl: 'redis://127.0.0.1:1',
    logger: silentLogger,
    openTimeoutMs: 100,
  });
  await expect(store.open()).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('127.0.0.1:1') as string,
  });
});
