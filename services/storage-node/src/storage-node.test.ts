import { readRecords } from '@weir/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { makeBatch, NodeCluster, until } from '../test/node-cluster.ts';
import type { TestTopic } from '../test/scripted-controller.ts';

let cluster: NodeCluster;

beforeAll(async () => {
  cluster = await NodeCluster.start([1, 2, 3], { retentionCheckIntervalMs: 100 });
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function ledTopic(configs: Record<string, string> = {}): Promise<TestTopic> {
  const topic = await cluster.controller.create(configs);
  await cluster.controller.elect(topic, [1, 2, 3], 1);
  return topic;
}

async function valuesAt(nodeId: number, topic: TestTopic, from = 0): Promise<string[]> {
  const { batches, error } = await cluster.fetch(nodeId, topic, from);
  if (error !== null) throw new Error(error.code);
  return batches.flatMap((batch) =>
    [...readRecords(batch)].map(({ value }) => value?.toString() ?? ''),
  );
}

async function logEnds(topic: TestTopic): Promise<(number | undefined)[]> {
  const replicas = await Promise.all([1, 2, 3].map((nodeId) => cluster.replica(nodeId, topic)));
  return replicas.map(({ state }) => state?.logEndOffset);
}

describe('replication', () => {
  it('answers acks all when it is committed, and serves it below the high watermark', async () => {
    const topic = await ledTopic();
    const first = await cluster.produce(1, topic, [makeBatch(['a', 'b'])]);
    expect(first).toMatchObject({ error: null, baseOffset: 0 });
    const second = await cluster.produce(1, topic, [makeBatch(['c']), makeBatch(['d'])]);
    expect(second.baseOffset).toBe(2);
    expect(await valuesAt(1, topic)).toEqual(['a', 'b', 'c', 'd']);
    const data = await cluster.fetch(1, topic, 4);
    expect(data).toMatchObject({ error: null, highWatermark: 4, batches: [] });
    const inSync = (await cluster.replica(1, topic)).inSyncReplicas;
    const ends = await logEnds(topic);
    for (const nodeId of inSync) expect(ends[nodeId - 1]).toBe(4);
  });

  it('publishes the in-sync set', async () => {
    const topic = await ledTopic();
    await until('all three in sync', () => {
      const inSync = cluster.controller.inSyncReplicas.get(`${topic.topicId}/0`);
      return inSync?.length === 3;
    });
    expect(cluster.controller.inSyncReplicas.get(`${topic.topicId}/0`)?.[0]).toBe(1);
  });

  it('copies a long log to a replica that comes late, from disk and across epochs', async () => {
    const topic = await cluster.controller.create({ 'segment.bytes': '100000' });
    await cluster.controller.elect(topic, [1, 2], 1);
    const value = 'x'.repeat(20_000);
    for (let index = 0; index < 30; index += 1) {
      if (index % 10 === 5) await cluster.controller.elect(topic, [1, 2], 1);
      await cluster.produce(1, topic, [makeBatch([value]), makeBatch([value])]);
    }
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    const { promisedEpoch } = await cluster.replica(1, topic);
    await until('the third to catch up', async () => {
      const { state } = await cluster.replica(3, topic);
      return state?.lastEpoch === promisedEpoch;
    });
    expect(await logEnds(topic)).toEqual([60, 60, 60]);
  });

  it('works alike in page-cache mode and with commit.policy=quorum', async () => {
    const topic = await ledTopic({ 'flush.policy': 'page-cache', 'commit.policy': 'quorum' });
    for (const value of ['a', 'b', 'c']) {
      expect((await cluster.produce(1, topic, [makeBatch([value])])).error).toBeNull();
    }
    expect(await valuesAt(1, topic)).toEqual(['a', 'b', 'c']);
  });

  it('changes min.insync.replicas by two control records that consumers can pass over', async () => {
    const topic = await ledTopic();
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    const { promisedEpoch } = await cluster.replica(1, topic);
    const changed = await cluster.controller.changeConfig(topic, 1, {
      leaderEpoch: promisedEpoch,
      target: { replicas: [1, 2, 3], minInsyncReplicas: 1 },
      maxWaitMs: 5_000,
    });
    expect(changed.isDone).toBe(true);
    const { state } = await cluster.replica(1, topic);
    expect(state?.config).toMatchObject({
      offset: 2,
      sets: [{ replicas: [1, 2, 3], minInsyncReplicas: 1 }],
    });
    expect((await cluster.produce(1, topic, [makeBatch(['b'])])).baseOffset).toBe(3);
    await until('followers to know it', async () => {
      const config = (await cluster.replica(2, topic)).state?.config;
      return config?.sets[0]?.minInsyncReplicas === 1;
    });
  });
});

describe('idempotence', () => {
  it('leaves a producer alone that has an answer of a later leader', async () => {
    const topic = await ledTopic();
    const { promisedEpoch } = await cluster.replica(1, topic);
    const batch = makeBatch(['a'], { producerId: 5, baseSequence: 9 });
    const replaced = await cluster.produce(1, topic, [batch], {
      minLeaderEpoch: promisedEpoch + 1,
    });
    expect(replaced.error?.code).toBe('UNKNOWN_LEADER_EPOCH');
    const first = makeBatch(['a'], { producerId: 5 });
    const known = await cluster.produce(1, topic, [first], { minLeaderEpoch: promisedEpoch });
    expect(known).toMatchObject({ error: null, baseOffset: 0, leaderEpoch: promisedEpoch });
  });

  it('answers a repeated batch with its first offset', async () => {
    const topic = await ledTopic();
    const batch = (): Buffer => makeBatch(['a', 'b'], { producerId: 77 });
    expect((await cluster.produce(1, topic, [batch()])).baseOffset).toBe(0);
    const next = makeBatch(['c'], { producerId: 77, baseSequence: 2 });
    expect((await cluster.produce(1, topic, [next])).baseOffset).toBe(2);
    expect((await cluster.produce(1, topic, [batch()])).baseOffset).toBe(0);
    expect(await valuesAt(1, topic)).toEqual(['a', 'b', 'c']);
  });

  it('does so on a new leader too', async () => {
    const topic = await ledTopic();
    const batch = (): Buffer => makeBatch(['a', 'b'], { producerId: 78 });
    await cluster.produce(1, topic, [batch()]);
    await cluster.controller.elect(topic, [1, 2, 3], 2);
    expect((await cluster.produce(2, topic, [batch()])).baseOffset).toBe(0);
    const next = makeBatch(['c'], { producerId: 78, baseSequence: 2 });
    expect((await cluster.produce(2, topic, [next])).baseOffset).toBe(2);
  });

  it('refuses gaps and old epochs', async () => {
    const topic = await ledTopic();
    await cluster.produce(1, topic, [makeBatch(['a'], { producerId: 79, producerEpoch: 1 })]);
    const gap = makeBatch(['c'], { producerId: 79, producerEpoch: 1, baseSequence: 5 });
    expect((await cluster.produce(1, topic, [gap])).error?.code).toBe('OUT_OF_ORDER_SEQUENCE');
    const old = makeBatch(['d'], { producerId: 79, producerEpoch: 0, baseSequence: 1 });
    expect((await cluster.produce(1, topic, [old])).error?.code).toBe('INVALID_PRODUCER_EPOCH');
  });
});

describe('acks and min.insync.replicas', () => {
  it('answers acks 0 and 1 without waiting for followers', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2], 1);
    await cluster.controller.elect(topic, [1, 3], 1);
    const none = await cluster.produce(1, topic, [makeBatch(['a'])], { acks: 'ACKS_NONE' });
    expect(none).toMatchObject({ error: null, baseOffset: -1 });
    const leader = await cluster.produce(1, topic, [makeBatch(['b'])], { acks: 'ACKS_LEADER' });
    expect(leader).toMatchObject({ error: null, baseOffset: 1 });
  });

  it('appends nothing with acks all when too few are in sync', async () => {
    const topic = await cluster.controller.create();
    const two = await cluster.controller.elect(topic, [1, 2], 1);
    expect(two).toBe(1);
    // Only the leader is told: nobody else is expected.
    const promises = await cluster.controller.promise(topic, [1, 2], 50, 'alone');
    await cluster.controller.announce(topic, [1], {
      leaderEpoch: 50,
      proposalId: 'alone',
      leader: 1,
      leaderIncarnation: promises[0]?.result.state?.incarnation ?? '',
    });
    const timeoutMs = 50;
    let refusal: { code: string; message: string } | null = null;
    await until('nobody to be expected any more', async () => {
      ({ error: refusal } = await cluster.produce(1, topic, [makeBatch(['a'])], { timeoutMs }));
      return refusal?.code === 'NOT_ENOUGH_REPLICAS';
    });
    expect(refusal).toMatchObject({
      message: 'Only 1 replicas are in sync, min.insync.replicas is 2',
    });
    const { state } = await cluster.replica(1, topic);
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    expect((await cluster.replica(1, topic)).state?.logEndOffset).toBe(state?.logEndOffset);
  });

  it('says that it was appended when the others do not come', async () => {
    const topic = await cluster.controller.create();
    const promises = await cluster.controller.promise(topic, [1, 2], 60, 'alone');
    const election = {
      leaderEpoch: 60,
      proposalId: 'alone',
      leader: 1,
      leaderIncarnation: promises[0]?.result.state?.incarnation ?? '',
    };
    // Node 2 is expected and never told.
    await cluster.controller.announce(topic, [1], election, [1, 2]);
    const { error } = await cluster.produce(1, topic, [makeBatch(['a'])], { timeoutMs: 1500 });
    expect(error?.code).toBe('NOT_ENOUGH_REPLICAS_AFTER_APPEND');
    expect((await cluster.replica(1, topic)).state?.logEndOffset).toBe(1);
  });
});

describe('reading', () => {
  it('finds offsets by time, the earliest and the latest', async () => {
    const topic = await ledTopic({ 'retention.ms': '-1' });
    await cluster.produce(1, topic, [makeBatch(['a'], { timestampMs: 1000 })]);
    await cluster.produce(1, topic, [makeBatch(['b'], { timestampMs: 3000 })]);
    await cluster.produce(1, topic, [makeBatch(['c'], { timestampMs: 2000 })]);
    const ask = async (spec: 'EARLIEST' | 'LATEST' | 'TIMESTAMP' | 'MAX_TIMESTAMP', at = 0) => {
      const [result] = await cluster.listOffsets(1, topic, `OFFSET_SPEC_${spec}`, at);
      return result;
    };
    expect(await ask('EARLIEST')).toMatchObject({ offset: 0, timestampMs: -1 });
    expect(await ask('LATEST')).toMatchObject({ offset: 3, timestampMs: -1 });
    expect(await ask('TIMESTAMP', 1500)).toMatchObject({ offset: 1, timestampMs: 3000 });
    expect(await ask('TIMESTAMP', 9000)).toMatchObject({ offset: -1 });
    expect(await ask('MAX_TIMESTAMP')).toMatchObject({ offset: 1, timestampMs: 3000 });
  });

  it('waits for min_bytes as long as it may', async () => {
    const topic = await ledTopic();
    const fetching = cluster.fetch(1, topic, 0, { maxWaitMs: 10_000, minBytes: 1 });
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    expect((await fetching).batches).toHaveLength(1);
    const empty = await cluster.fetch(1, topic, 1, { maxWaitMs: 50, minBytes: 1 });
    expect(empty.batches).toEqual([]);
  });

  it('describes logs and how far every copy is, and only where it leads', async () => {
    const topic = await ledTopic({ 'segment.bytes': '50000' });
    const value = 'x'.repeat(30_000);
    for (let count = 0; count < 4; count += 1) {
      await cluster.produce(1, topic, [makeBatch([value])]);
    }
    await cluster.deleteRecords(1, topic, 1);
    await until('both followers', async () => {
      const { followers } = await cluster.describeLog(1, topic);
      return followers.every(({ logEndOffset, inSync }) => inSync && logEndOffset === 4);
    });
    const log = await cluster.describeLog(1, topic);
    const leaderEpoch = (await cluster.replica(1, topic)).promisedEpoch;
    expect(log).toMatchObject({
      ...{ topicId: topic.topicId, partition: 0, error: null, leaderEpoch },
      ...{ logStartOffset: 1, highWatermark: 4, logEndOffset: 4 },
      followers: [2, 3].map((nodeId) => ({ nodeId, logEndOffset: 4, inSync: true, behindMs: 0 })),
    });
    expect(log.segments).toBeGreaterThan(1);
    expect(log.logBytes).toBeGreaterThan(60_000);
    expect((await cluster.describeLog(2, topic)).error?.code).toBe('NOT_LEADER_OR_FOLLOWER');
  });

  it('describes the copy of a node that does not follow as one that is nowhere', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2], 1);
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    const { followers } = await cluster.describeLog(1, topic);
    expect(followers.map(({ nodeId }) => nodeId)).toEqual([2, 3]);
    expect(followers[1]).toEqual({ nodeId: 3, logEndOffset: -1, inSync: false, behindMs: -1 });
  });

  it('deletes records up to the high watermark, on every replica', async () => {
    const topic = await ledTopic();
    await cluster.produce(1, topic, [makeBatch(['a', 'b', 'c'])]);
    expect((await cluster.deleteRecords(1, topic, 9)).error?.code).toBe('OFFSET_OUT_OF_RANGE');
    expect(await cluster.deleteRecords(1, topic, -1)).toMatchObject({ logStartOffset: 3 });
    await until('followers to follow', async () => {
      const { state } = await cluster.replica(2, topic);
      return state?.logStartOffset === 3;
    });
    const { error } = await cluster.fetch(1, topic, 0);
    expect(error).toMatchObject({
      code: 'OFFSET_OUT_OF_RANGE',
      metadata: { log_start_offset: '3', high_watermark: '3' },
    });
  });

  it('removes old segments by retention, and its followers follow', async () => {
    const topic = await ledTopic({ 'segment.bytes': '1024', 'retention.bytes': '3000' });
    for (let index = 0; index < 20; index += 1) {
      await cluster.produce(1, topic, [makeBatch(['r'.repeat(500)])]);
    }
    await until('old segments to go', async () => {
      const { state } = await cluster.replica(1, topic);
      return (state?.logStartOffset ?? 0) >= 10;
    });
    await until('followers to follow', async () => {
      const starts = await Promise.all(
        [1, 2, 3].map(async (nodeId) => (await cluster.replica(nodeId, topic)).state),
      );
      return new Set(starts.map((state) => state?.logStartOffset)).size === 1;
    });
    expect((await cluster.fetch(1, topic, 19)).batches).toHaveLength(1);
  });

  it('tells the end of an epoch and sees when the log before a position is another', async () => {
    const topic = await ledTopic();
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    const { promisedEpoch: first } = await cluster.replica(1, topic);
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    await cluster.produce(1, topic, [makeBatch(['b'])]);
    const [end] = await cluster.offsetForLeaderEpoch(1, topic, first);
    expect(end).toMatchObject({ leaderEpoch: first, endOffset: 1 });
    const right = await cluster.fetch(1, topic, 1, { lastFetchedEpoch: first });
    expect(right.error).toBeNull();
    const wrong = await cluster.fetch(1, topic, 2, { lastFetchedEpoch: first });
    expect(wrong.error?.code).toBe('TRUNCATED_LOG');
  });

  it('describes producers', async () => {
    const topic = await ledTopic();
    await cluster.produce(1, topic, [makeBatch(['a', 'b'], { producerId: 5 })]);
    const [result] = await cluster.describeProducers(1, topic, 5);
    expect(result?.producers).toMatchObject([{ producerId: 5, lastSequence: 1, lastOffset: 1 }]);
  });

  it('refuses a new epoch whose sender has missed what an older one appended', async () => {
    const topic = await ledTopic();
    const late = (producerEpoch: number) => makeBatch(['x'], { producerId: 5, producerEpoch });
    await cluster.produce(1, topic, [makeBatch(['a', 'b'], { producerId: 5 })]);
    const stale = await cluster.produce(1, topic, [late(1)], { expectedProducerOffset: -1 });
    expect(stale.error).toMatchObject({
      code: 'PRODUCER_STATE_CHANGED',
      metadata: { last_offset: '1' },
    });
    // Another leader judges by its log, too.
    await cluster.controller.elect(topic, [1, 2, 3], 2);
    const still = await cluster.produce(2, topic, [late(1)], { expectedProducerOffset: -1 });
    expect(still.error?.code).toBe('PRODUCER_STATE_CHANGED');
    const taken = await cluster.produce(2, topic, [late(1)], { expectedProducerOffset: 1 });
    expect(taken.error).toBeNull();
  });
});

describe('bad input', () => {
  it.each([
    ['a batch with a wrong crc', 'CORRUPT_BATCH'],
    ['a batch above max.message.bytes', 'RECORD_BATCH_TOO_LARGE'],
    ['bytes that are no batch', 'CORRUPT_BATCH'],
    ['a control batch', 'INVALID_RECORD'],
    ['no batch at all', 'INVALID_REQUEST'],
  ])('refuses %s', async (name, code) => {
    const topic = await ledTopic({ 'max.message.bytes': '2000' });
    const sound = makeBatch(['some value']);
    const corrupt = Buffer.from(sound);
    corrupt[corrupt.length - 1] = 255 - (corrupt.at(-1) ?? 0);
    const batches: Record<string, Buffer[]> = {
      'a batch with a wrong crc': [corrupt],
      'a batch above max.message.bytes': [makeBatch(['y'.repeat(3000)])],
      'bytes that are no batch': [Buffer.from('no batch')],
      'a control batch': [makeBatch(['x'], { isControl: true })],
      'no batch at all': [],
    };
    const { error } = await cluster.produce(1, topic, batches[name] ?? []);
    expect(error?.code).toBe(code);
    expect((await cluster.produce(1, topic, [sound])).error).toBeNull();
  });

  it('answers for partitions that it does not have or does not lead', async () => {
    const topic = await ledTopic();
    const follower = await cluster.produce(2, topic, [makeBatch(['a'])]);
    expect(follower.error?.code).toBe('NOT_LEADER_OR_FOLLOWER');
    const unknown = { ...topic, topicId: '11111111-2222-4333-8444-555555555555' };
    const nowhere = await cluster.produce(1, unknown, [makeBatch(['a'])]);
    expect(nowhere.error?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect((await cluster.fetch(1, { ...topic, topicId: 'no uuid' })).error?.code).toBe(
      'UNKNOWN_TOPIC_OR_PARTITION',
    );
  });

  it('names value and limit of a request that is wrong as a whole', async () => {
    const topic = await ledTopic();
    await expect(cluster.fetch(1, topic, 0, { maxWaitMs: 99_999 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'max_wait_ms 99999 is not an integer from 0 to 30000',
    });
    await expect(
      cluster.produce(1, topic, [makeBatch(['a'])], { timeoutMs: -1 }),
    ).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('refuses a controller whose token is old', async () => {
    const topic = await ledTopic();
    const { token } = cluster.controller;
    cluster.controller.token = 0;
    await expect(
      cluster.controller.promise(topic, [1], 900, 'old').finally(() => {
        cluster.controller.token = token;
      }),
    ).rejects.toMatchObject({ code: 'STALE_CONTROLLER_TOKEN' });
  });
});

describe('creation and deletion', () => {
  it('ignores a late creation, keeps a tombstone, and forgets it when told', async () => {
    const topic = await ledTopic();
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    await cluster.controller.create({}, topic);
    expect((await cluster.replica(1, topic)).state?.logEndOffset).toBe(1);
    for (const nodeId of [1, 2, 3]) await cluster.deleteReplica(nodeId, topic, false);
    expect(await cluster.replica(1, topic)).toMatchObject({ isDeleted: true });
    await expect(cluster.controller.create({}, topic)).rejects.toThrow('is here');
    await cluster.deleteReplica(1, topic, true);
    await expect(cluster.replica(1, topic)).rejects.toThrow('no replica');
  });
});
