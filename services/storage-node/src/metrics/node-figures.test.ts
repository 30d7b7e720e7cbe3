import { afterAll, beforeAll, expect, it } from 'vitest';

import { makeBatch, NodeCluster, until } from '../../test/node-cluster.ts';
import type { TestTopic } from '../../test/scripted-controller.ts';

let cluster: NodeCluster;

beforeAll(async () => {
  const config = {
    partitionMetrics: true,
    replicaLagTimeMaxMs: 2_000,
    retentionCheckIntervalMs: 100,
  };
  cluster = await NodeCluster.start([1, 2, 3], config);
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

/** A topic that node 1 leads, with all three in sync. */
async function ledTopic(
  configs: Record<string, string> = {},
  minInsyncReplicas = 2,
): Promise<TestTopic> {
  const topic = await cluster.controller.create(configs, { minInsyncReplicas });
  await cluster.controller.elect(topic, [1, 2, 3], 1);
  await until('all three in sync', async () => {
    return (await cluster.replica(1, topic)).inSyncReplicas.length === 3;
  });
  return topic;
}

/** Produces, and throws what the node answers with. */
async function produce(topic: TestTopic, ...batches: Buffer[]): Promise<void> {
  const { error } = await cluster.produce(1, topic, batches);
  if (error !== null) throw new Error(`${error.code}: ${error.message}`);
}

/** How much a value of a node has grown since the map was asked for. */
async function growth(nodeId: number, before: ReadonlyMap<string, number>, name: string) {
  return ((await cluster.metrics(nodeId)).get(name) ?? 0) - (before.get(name) ?? 0);
}

async function value(nodeId: number, name: string): Promise<number | undefined> {
  return (await cluster.metrics(nodeId)).get(name);
}

it('counts records and bytes on their way in, through and out', async () => {
  const topic = await ledTopic();
  const before = await cluster.metrics(1);
  const follower = await cluster.metrics(2);
  const batches = [makeBatch(['a', 'b']), makeBatch(['c'])];
  await produce(topic, ...batches);
  await cluster.fetch(1, topic, 0);
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  expect(await growth(1, before, 'produce_requests_total')).toBe(1);
  expect(await growth(1, before, 'produced_records_total')).toBe(3);
  expect(await growth(1, before, 'produced_bytes_total')).toBe(bytes);
  expect(await growth(1, before, 'fetched_records_total')).toBe(3);
  expect(await growth(1, before, 'fetched_bytes_total')).toBe(bytes);
  await until('both followers to have it', async () => {
    return (await growth(1, before, 'replicated_out_bytes_total')) === 2 * bytes;
  });
  await until('the follower to count it', async () => {
    return (await growth(2, follower, 'replicated_in_bytes_total')) === bytes;
  });
});

it('tells the controller what leaders have appended and consumers were sent since the start', async () => {
  const topic = await ledTopic();
  const said = (nodeId: number) => cluster.controller.heartbeats.get(nodeId);
  const { appendedRecords = 0, appendedBytes = 0, sentBytes = 0 } = said(1) ?? {};
  const batches = [makeBatch(['a', 'b'], { producerId: 9 }), makeBatch(['c'])];
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  await produce(topic, ...batches);
  await produce(topic, makeBatch(['a', 'b'], { producerId: 9 }));
  await cluster.fetch(1, topic, 0);
  const grown = () => ({
    appendedRecords: (said(1)?.appendedRecords ?? 0) - appendedRecords,
    appendedBytes: (said(1)?.appendedBytes ?? 0) - appendedBytes,
    sentBytes: (said(1)?.sentBytes ?? 0) - sentBytes,
  });
  await until('a heartbeat', async () => grown().sentBytes > 0);
  expect(grown()).toEqual({ appendedRecords: 3, appendedBytes: bytes, sentBytes: bytes });
  expect(said(2)).toMatchObject({ appendedRecords: 0, appendedBytes: 0, sentBytes: 0 });
  expect(Math.abs(Date.now() - (said(1)?.startedAtMs ?? 0))).toBeLessThan(60_000);
});

it('counts a duplicate as a request without records', async () => {
  const topic = await ledTopic();
  const batch = (): Buffer => makeBatch(['a'], { producerId: 7 });
  await produce(topic, batch());
  const before = await cluster.metrics(1);
  await produce(topic, batch());
  expect(await growth(1, before, 'produce_requests_total')).toBe(1);
  expect(await growth(1, before, 'produced_records_total')).toBe(0);
});

it('measures every phase of produce, once for a request that comes alone', async () => {
  const topic = await ledTopic();
  const before = await cluster.metrics(1);
  await produce(topic, makeBatch(['a']));
  for (const phase of ['queue', 'append', 'flush', 'replicate', 'total']) {
    expect(await growth(1, before, `produce_phase_seconds_count{phase="${phase}"}`)).toBe(1);
  }
  const spent = async (phase: string): Promise<number> =>
    growth(1, before, `produce_phase_seconds_sum{phase="${phase}"}`);
  const parts = (await spent('queue')) + (await spent('append')) + (await spent('replicate'));
  expect(parts).toBeGreaterThan(0);
  // What the total has more is the way from the last phase to the answer.
  expect(parts).toBeLessThanOrEqual(await spent('total'));
});

it('tells the wait of a fetch from its reads', async () => {
  const topic = await ledTopic();
  const before = await cluster.metrics(1);
  await cluster.fetch(1, topic, 0, { maxWaitMs: 200 });
  const sum = (phase: string): Promise<number> =>
    growth(1, before, `fetch_phase_seconds_sum{phase="${phase}"}`);
  expect(await sum('wait')).toBeGreaterThan(0.15);
  expect(await sum('read')).toBeLessThan(await sum('wait'));
  expect(await sum('total')).toBeGreaterThanOrEqual(await sum('wait'));
});

it('counts whom newer ones have fenced', async () => {
  const topic = await ledTopic();
  await produce(topic, makeBatch(['a'], { producerId: 9, producerEpoch: 1 }));
  const before = await cluster.metrics(1);
  const stale = makeBatch(['b'], { producerId: 9, producerEpoch: 0 });
  await expect(produce(topic, stale)).rejects.toThrow('INVALID_PRODUCER_EPOCH');
  expect(await growth(1, before, 'fenced_requests_total{kind="producer_epoch"}')).toBe(1);
  expect(await growth(1, before, 'produce_errors_total{code="INVALID_PRODUCER_EPOCH"}')).toBe(1);
  const { token } = cluster.controller;
  cluster.controller.token = token - 1;
  await expect(cluster.deleteReplica(1, topic, false)).rejects.toThrow('older');
  cluster.controller.token = token;
  expect(await growth(1, before, 'fenced_requests_total{kind="controller_token"}')).toBe(1);
});

it('has metrics of partitions where they are led, and no more when they are led elsewhere', async () => {
  const topic = await ledTopic();
  await produce(topic, makeBatch(['a', 'b']));
  const labels = `{topic="t-${topic.topicId}",partition="0"}`;
  const ofPartition = (nodeId: number, noun: string): Promise<number | undefined> =>
    value(nodeId, `weir_partition_${noun}${labels}`);
  expect(await ofPartition(1, 'log_start_offset')).toBe(0);
  expect(await ofPartition(1, 'log_end_offset')).toBe(2);
  expect(await ofPartition(1, 'high_watermark')).toBe(2);
  expect(await ofPartition(1, 'assigned_replicas')).toBe(3);
  expect(await ofPartition(1, 'in_sync_replicas')).toBe(3);
  expect(await ofPartition(1, 'leader_is_preferred')).toBe(1);
  expect(await ofPartition(1, 'leader_epoch')).toBeGreaterThan(0);
  expect(await ofPartition(1, 'log_bytes')).toBeGreaterThan(0);
  expect(await ofPartition(2, 'log_end_offset')).toBeUndefined();

  await cluster.controller.elect(topic, [1, 2, 3], 2);
  await until('the old leader to follow', async () => {
    return (await ofPartition(1, 'log_end_offset')) === undefined;
  });
  expect(await ofPartition(2, 'log_end_offset')).toBe(2);
  expect(await ofPartition(2, 'leader_is_preferred')).toBe(0);
});

it('counts segments that are rolled and removed, and why', async () => {
  const topic = await ledTopic({ 'segment.bytes': '16384', 'retention.bytes': '20000' });
  const before = await cluster.metrics(1);
  const follower = await cluster.metrics(2);
  for (let index = 0; index < 6; index += 1) {
    await produce(topic, makeBatch(['x'.repeat(12_000)]));
  }
  await until('old segments to be removed', async () => {
    return (await growth(1, before, 'deleted_bytes_total{reason="retention"}')) > 20_000;
  });
  expect(await growth(1, before, 'segments_rolled_total')).toBeGreaterThanOrEqual(5);
  expect(await growth(1, before, 'segments_deleted_total')).toBeGreaterThanOrEqual(2);
  await until('the follower to follow', async () => {
    return (await growth(2, follower, 'deleted_bytes_total{reason="leader"}')) > 20_000;
  });
});

it('tells how the node and its disks are', async () => {
  await produce(await ledTopic(), makeBatch(['a']));
  // Sums over all logs are made once a second.
  await until('segments to be counted', async () => ((await value(1, 'segments')) ?? 0) > 0);
  const metrics = await cluster.metrics(1);
  expect(metrics.get('info{node_id="1",host="host-1",rack=""}')).toBe(1);
  expect(metrics.get('registered')).toBe(1);
  expect(metrics.get('clean_start')).toBe(1);
  expect(metrics.get('disk_full')).toBe(0);
  expect(metrics.get('under_min_isr_partitions')).toBe(0);
  const size = metrics.get('disk_size_bytes') ?? 0;
  expect(metrics.get('disk_free_bytes')).toBeGreaterThan(0);
  expect(metrics.get('disk_free_bytes')).toBeLessThanOrEqual(size);
  expect(metrics.get('index_bytes')).toBeGreaterThan(0);
  expect(metrics.get('index_files')).toBeGreaterThan(2);
  expect(metrics.get('index_write_seconds_count')).toBeGreaterThan(0);
  expect(metrics.get('open_segment_files')).toBeGreaterThan(0);
  expect(metrics.get('tail_bytes')).toBeGreaterThan(0);
});

it('tells shrinking in-sync sets from growing ones, and what a restart found', async () => {
  const topic = await ledTopic({}, 3);
  await produce(topic, makeBatch(['a']));
  const before = await cluster.metrics(1);
  await cluster.kill(3);
  await until('the set to shrink', async () => {
    return (await growth(1, before, 'isr_shrinks_total')) > 0;
  });
  expect(await value(1, 'under_min_isr_partitions')).toBe(1);
  expect(await value(1, 'under_replicated_partitions')).toBeGreaterThanOrEqual(1);
  await cluster.startNode(3);
  const { found, recovered } = {
    found: await value(3, 'logs_to_recover'),
    recovered: await value(3, 'recovered_logs'),
  };
  expect(found).toBeGreaterThan(0);
  expect(recovered).toBe(found);
  expect(await value(3, 'recovery_seconds')).toBeGreaterThan(0);
  await cluster.controller.elect(topic, [1, 2, 3], 1);
  await until('the third to be in sync again', async () => {
    return (await value(1, 'under_min_isr_partitions')) === 0;
  });
});
