import { ManualClock } from '@weir/core';
import { createMetrics, silentLogger, systemClock } from '@weir/runtime';
import { expect, it, onTestFinished, vi } from 'vitest';
import { RedisMetadataStore } from './redis-metadata-store.ts';
import { startRedisServer } from './redis-server.fixture.ts';
import { type RedisServerInfo, toServerInfo } from './redis-server-info.ts';
import { RedisServerWatch } from './redis-server-watch.ts';

it('shows what Redis says of itself, where it is this process that asks', async () => {
  const server = await startRedisServer(undefined, ['--maxmemory', '50mb', '--appendonly', 'yes']);
  onTestFinished(() => server.kill());
  const store = new RedisMetadataStore({ redisUrl: server.url, logger: silentLogger });
  onTestFinished(() => store[Symbol.asyncDispose]());
  await store.open();
  const metrics = createMetrics();
  let isAsking = false;
  await using watch = new RedisServerWatch({
    serverInfo: () => store.serverInfo(),
    isAsking: () => isAsking,
    ...{ metrics, clock: systemClock },
  });
  const shown = async (): Promise<string[]> =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('weir_redis_'));
  expect(await shown()).toEqual([]);
  watch.start();
  isAsking = true;
  await expect.poll(shown, { timeout: 5_000 }).toContain('weir_redis_max_memory_bytes 52428800');
  const lines = await shown();
  expect(lines).toEqual(
    expect.arrayContaining([
      'weir_redis_is_master 1',
      'weir_redis_aof_enabled 1',
      'weir_redis_aof_last_write_ok 1',
      'weir_redis_policy_is_noeviction 1',
      'weir_redis_evicted_keys_total 0',
      'weir_redis_rejected_connections_total 0',
      'weir_redis_connected_replicas 0',
      expect.stringMatching(/^weir_redis_used_memory_bytes \d{5,}$/) as string,
    ]),
  );
  isAsking = false;
  expect(await shown()).toEqual([]);
});

it('asks every 15 s, and soon again where there was no answer', async () => {
  const clock = new ManualClock();
  const serverInfo = vi
    .fn<() => Promise<RedisServerInfo>>()
    .mockResolvedValue(toServerInfo(new Map()))
    .mockRejectedValueOnce(new Error('no'));
  await using watch = new RedisServerWatch({
    ...{ serverInfo, clock, metrics: createMetrics() },
    isAsking: () => true,
  });
  watch.start();
  const pass = async (seconds: number): Promise<number> => {
    for (let second = 0; second < seconds; second += 1) {
      await vi.waitUntil(() => clock.pendingTimers > 0);
      clock.advanceBy(1_000);
    }
    await vi.waitUntil(() => clock.pendingTimers > 0);
    return serverInfo.mock.calls.length;
  };
  expect(await pass(1)).toBe(2);
  expect(await pass(14)).toBe(2);
  expect(await pass(2)).toBe(3);
});
