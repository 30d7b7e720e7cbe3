import { createMetrics } from '@weir/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GroupLag } from './group-lag.ts';
import { registerGroupMetrics } from './group-metrics.ts';
import { LagWorld } from './lag-world.fixture.ts';

let world: LagWorld;

beforeEach(() => {
  world = new LagWorld();
  world.monitor.start();
});

afterEach(async () => {
  await world.monitor[Symbol.asyncDispose]();
});

function register(withPartitions: boolean) {
  const metrics = createMetrics();
  const groups = vi.fn<() => GroupLag[]>(() =>
    world.hosts.map((host) => world.monitor.group(host)),
  );
  registerGroupMetrics(metrics, { groups, withPartitions });
  const lines = async (): Promise<string[]> =>
    (await metrics.registry.metrics())
      .split('\n')
      .filter((line) => line.startsWith('weir_group_'))
      .toSorted();
  return { groups, lines };
}

it('shows members, lag by topic, and stuck partitions of each group', async () => {
  const host = world.addGroup('a', 'member');
  world.commit(host, 0, 60);
  world.commit(host, 1, 90);
  await world.pass(41);
  const { groups, lines } = register(false);
  expect(await lines()).toEqual([
    'weir_group_committed_offset_sum{group="a",topic="orders"} 150',
    'weir_group_lag_records{group="a",topic="orders"} 50',
    'weir_group_lag_seconds{group="a",topic="orders"} 40',
    'weir_group_members{group="a"} 1',
    'weir_group_stuck_partitions{group="a"} 2',
  ]);
  expect(groups).toHaveBeenCalledTimes(1);
});

it('lets go of groups and topics that are gone', async () => {
  const { groups, lines } = register(true);
  const host = world.addGroup('a');
  world.commit(host, 0, 60);
  await world.pass(1);
  expect(await lines()).not.toEqual([]);
  world.hosts = [];
  expect(await lines()).toEqual([]);
  expect(groups).toHaveBeenCalledTimes(2);
});

it('shows partitions where that is asked for', async () => {
  const host = world.addGroup('a', 'member');
  world.commit(host, 1, 60);
  await world.pass(6);
  const { lines } = register(true);
  expect((await lines()).filter((line) => line.includes('partition_'))).toEqual([
    'weir_group_partition_lag_records{group="a",topic="orders",partition="1"} 40',
    'weir_group_partition_lag_seconds{group="a",topic="orders",partition="1"} 5',
    'weir_group_partition_stuck{group="a",topic="orders",partition="0"} 0',
    'weir_group_partition_stuck{group="a",topic="orders",partition="1"} 0',
  ]);
});
