import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import type { FakePartition } from '../../test/fake-partition.ts';
import { Weir } from '../weir.ts';

let cluster: FakeCluster;
let weir: Weir;
let logs: FakePartition[];

beforeEach(async () => {
  cluster = await FakeCluster.start(2);
  logs = cluster.createTopic('t', 2);
  weir = new Weir({ bootstrap: cluster.address });
  const producer = weir.producer();
  for (const partition of [0, 1, 0, 1]) {
    await producer.send({ topic: 't', partition, value: `of ${partition}` });
  }
});

afterEach(async () => {
  await weir[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

it('asks each leader for its partitions, and the new one when it has moved', async () => {
  const [log] = logs;
  if (log === undefined) throw new Error('There are two partitions');
  for (const nodeId of [1, 2]) {
    // The client learns of it from the answer alone.
    cluster.moveLeader(log, nodeId, { publish: false });
    const { records, partitions } = await weir.browse('t');
    expect(records).toHaveLength(4);
    expect(partitions.every((standing) => !('error' in standing))).toBe(true);
  }
});

it('gives what other leaders have when one does not answer', async () => {
  const [first, second] = logs;
  if (first === undefined || second === undefined) throw new Error('There are two partitions');
  cluster.moveLeader(first, 1);
  cluster.moveLeader(second, 2);
  await weir.browse('t');
  await cluster.stopNode(2);
  const { records, partitions } = await weir.browse('t', { timeMs: 4_000 });
  expect(records.map(({ value }) => String(value))).toEqual(['of 0', 'of 0']);
  expect(partitions).toMatchObject([{ highWatermark: 2 }, { error: { recovery: 'retry' } }]);
});

it('rejects for a topic that does not exist', async () => {
  await expect(weir.browse('nope')).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PARTITION' });
  await expect(weir.search('nope').next()).rejects.toMatchObject({
    code: 'UNKNOWN_TOPIC_OR_PARTITION',
  });
});
