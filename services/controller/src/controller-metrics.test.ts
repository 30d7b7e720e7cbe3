import type { Topic } from '@weir/protos';
import { createMetrics, MetadataView } from '@weir/runtime';
import { expect, it } from 'vitest';
import { TestCluster, until } from '../test/test-cluster.ts';
import { newControllerCounts } from './controller-counts.ts';
import { registerControllerMetrics } from './controller-metrics.ts';

function topicOf(configs: Record<string, string>, inSync: number[][]): Topic {
  return {
    ...{ topicId: '00000000-0000-4000-8000-000000000001', name: 't', internal: false },
    ...{ configs, configVersion: 1, replicationFactor: 3 },
    partitions: inSync.map((inSyncReplicas, partition) => ({
      ...{ partition, leaderEpoch: 1, partitionEpoch: 1, leaderlessReason: '' },
      ...(inSyncReplicas.length === 0 ? undefined : { leader: inSyncReplicas[0] ?? 0 }),
      ...{ assignedReplicas: [1, 2, 3], inSyncReplicas },
    })),
  };
}

async function shown(configs: Record<string, string>): Promise<string[]> {
  const metadata = new MetadataView();
  metadata.replace({
    ...{ clusterId: 'c', generation: 'g', version: 7, controllerAddress: '', groupShards: 4 },
    nodes: [1, 2].map((nodeId) => ({
      ...{ nodeId, address: '', externalAddress: '', host: '', rack: '', nodeEpoch: 1 },
      state: nodeId === 1 ? ('NODE_STATE_ALIVE' as const) : ('NODE_STATE_DEAD' as const),
    })),
    coordinators: [{ coordinatorId: 'a', address: '', shards: [0, 2] }],
    topics: [topicOf(configs, [[1, 2, 3], [2, 3], [3], []])],
  });
  const metrics = createMetrics();
  const counts = { ...newControllerCounts(), elected: 5 };
  const { leaderFound } = registerControllerMetrics(metrics, {
    ...{ metadata, counts, isActive: true, isStoreAvailable: false },
    ...{ movingPartitions: 0, decommissioningNodes: 1 },
  });
  leaderFound(0.3);
  return (await metrics.registry.metrics()).split('\n');
}

it('shows how partitions, nodes and shards are', async () => {
  const lines = await shown({});
  const values = lines.flatMap(
    (line) => /^weir_controller_(\w+) (\S+)$/.exec(line)?.slice(1) ?? [],
  );
  expect(values.join(' ')).toContain('active_controllers 1 store_available 0 metadata_version 7');
  expect(values.join(' ')).toContain('leaderless_partitions 1 under_replicated_partitions 3');
  expect(values.join(' ')).toContain('under_min_isr_partitions 2');
  expect(values.join(' ')).toContain('not_preferred_leader_partitions 2');
  expect(values.join(' ')).toContain('group_shards 4 unheld_group_shards 2');
  expect(values.join(' ')).toContain('known_nodes 2 alive_nodes 1 decommissioning_nodes 1');
});

it('goes by the min.insync.replicas of each topic', async () => {
  const lines = await shown({ 'min.insync.replicas': '1' });
  expect(lines).toContain('weir_controller_under_min_isr_partitions 1');
});

it('has counters, and the time that elections take', async () => {
  const lines = await shown({});
  expect(lines).toContain('# TYPE weir_controller_elections_total counter');
  expect(lines).toContain('weir_controller_elections_total 5');
  expect(lines).toContain('weir_controller_store_rebuilds_total 0');
  expect(lines).toContain('weir_controller_election_seconds_bucket{le="0.25"} 0');
  expect(lines).toContain('weir_controller_election_seconds_bucket{le="0.5"} 1');
});

it('measures the election after the death of a leader', async () => {
  const metrics = createMetrics();
  await using cluster = await TestCluster.start({ controller: { metrics } });
  await cluster.createTopic('orders');
  const elections = async (): Promise<number> => {
    const text = await metrics.registry.metrics();
    return Number(/^weir_controller_election_seconds_count (\d+)$/m.exec(text)?.[1]);
  };
  expect(await elections()).toBe(1);
  const leader = cluster.leaderOf('orders') ?? 0;
  await cluster.node(leader).kill();
  await until('another leader', () => ![undefined, leader].includes(cluster.leaderOf('orders')));
  await until('its election to be told of', async () => (await elections()) === 2);
});
