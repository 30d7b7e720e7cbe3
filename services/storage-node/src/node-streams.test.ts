import type { ClientDuplexStream } from '@grpc/grpc-js';
import { peekBaseOffset, readRecords } from '@weir/core';
import {
  type FetchPartitionData,
  type FetchStreamRequestInput,
  type FetchStreamResponse,
  type ProduceStreamResponse,
  type ReplicaJoinReply,
  type ReplicateResponse,
  ReplicationService,
} from '@weir/protos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { makeBatch, NodeCluster, until } from '../test/node-cluster.ts';
import type { TestTopic } from '../test/scripted-controller.ts';

let cluster: NodeCluster;

beforeAll(async () => {
  // A machine that is busy with other things must not make followers leave.
  cluster = await NodeCluster.start([1, 2, 3], { replicaLagTimeMaxMs: 20_000 });
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function ledTopic(): Promise<TestTopic> {
  const topic = await cluster.controller.create();
  await cluster.controller.elect(topic, [1, 2, 3], 1);
  return topic;
}

describe('a producer stream', () => {
  it('appends in the order of sending and answers each request', async () => {
    const topic = await ledTopic();
    const stream = cluster.log(1).ProduceStream();
    const offsets = new Map<number, number>();
    const errors: unknown[] = [];
    stream.on('data', ({ correlationId, response }: ProduceStreamResponse) => {
      const [result] = response?.partitions ?? [];
      offsets.set(correlationId, result?.baseOffset ?? -2);
      if (result?.error !== null) errors.push(result?.error);
    });
    for (let correlationId = 0; correlationId < 500; correlationId += 1) {
      const partitions = [
        { topicId: topic.topicId, partition: 0, batches: [makeBatch([`v${correlationId}`])] },
      ];
      stream.write({ correlationId, request: { acks: 'ACKS_ALL', partitions } });
    }
    await until('all answers', () => offsets.size === 500);
    expect(errors).toEqual([]);
    expect([...offsets].every(([correlationId, offset]) => offset === correlationId)).toBe(true);
    stream.end();
  });

  it('is not read while the node has too many bytes in flight, and loses nothing', async () => {
    await cluster.stopNode(1);
    await cluster.startNode(1, { maxProduceBytesInFlight: 10_000, replicaLagTimeMaxMs: 20_000 });
    const topic = await ledTopic();
    const stream = cluster.log(1).ProduceStream();
    let answers = 0;
    stream.on('data', ({ response }: ProduceStreamResponse) => {
      if (response?.partitions[0]?.error === null) answers += 1;
    });
    for (let correlationId = 0; correlationId < 100; correlationId += 1) {
      const batches = [makeBatch(['z'.repeat(4000)])];
      const partitions = [{ topicId: topic.topicId, partition: 0, batches }];
      stream.write({ correlationId, request: { acks: 'ACKS_ALL', partitions } });
    }
    stream.end();
    await until('all answers', () => answers === 100);
    expect((await cluster.replica(1, topic)).state?.logEndOffset).toBe(100);
  });
});

describe('a consumer stream', () => {
  class Consumer {
    readonly data: FetchPartitionData[] = [];
    readonly stream: ClientDuplexStream<FetchStreamRequestInput, FetchStreamResponse>;

    constructor(nodeId: number) {
      this.stream = cluster.log(nodeId).FetchStream();
      this.stream.on('error', () => undefined);
      this.stream.on('data', ({ partitions }: FetchStreamResponse) => {
        for (const { data } of partitions) if (data !== null) this.data.push(data);
      });
    }

    get offsets(): number[] {
      return this.data.flatMap(({ batches }) => batches.map((batch) => peekBaseOffset(batch)));
    }

    assign({ topicId }: TestTopic, fetchOffset: number, sessionId = 1): void {
      const partitions = [{ topicId, partition: 0, fetchOffset, sessionId }];
      this.stream.write({ assign: { partitions } });
    }

    credit(bytes: number): void {
      this.stream.write({ credit: { bytes } });
    }
  }

  it('is sent what is committed, from the offset on, as it comes', async () => {
    const topic = await ledTopic();
    for (const value of ['a', 'b', 'c']) await cluster.produce(1, topic, [makeBatch([value])]);
    const consumer = new Consumer(1);
    consumer.assign(topic, 1);
    consumer.credit(1_000_000);
    await until('two batches', () => consumer.offsets.length === 2);
    await cluster.produce(1, topic, [makeBatch(['d'])]);
    await until('the third', () => consumer.offsets.length === 3);
    expect(consumer.offsets).toEqual([1, 2, 3]);
    consumer.stream.end();
  });

  it('is sent no more than its credit, and one batch', async () => {
    const topic = await ledTopic();
    for (let index = 0; index < 5; index += 1) {
      await cluster.produce(1, topic, [makeBatch(['x'.repeat(1000)])]);
    }
    const consumer = new Consumer(1);
    consumer.assign(topic, 0);
    await until('its place', () => consumer.data.length === 1);
    expect(consumer.data[0]).toMatchObject({ highWatermark: 5, batches: [] });
    consumer.credit(1500);
    await until('two batches', () => consumer.offsets.length === 2);
    await cluster.produce(1, topic, [makeBatch(['y'])]);
    await until('news of the high watermark', () => consumer.data.at(-1)?.highWatermark === 6);
    expect(consumer.offsets).toEqual([0, 1]);
    consumer.credit(1_000_000);
    await until('the rest', () => consumer.offsets.length === 6);
    consumer.stream.end();
  });

  it('is told when the leader has changed, and why an offset cannot be read', async () => {
    const topic = await ledTopic();
    const consumer = new Consumer(1);
    consumer.credit(1000);
    consumer.assign(topic, 9);
    await until('an error', () => consumer.data.length === 1);
    expect(consumer.data[0]?.error?.code).toBe('OFFSET_OUT_OF_RANGE');
    consumer.assign(topic, 0, 2);
    await until('its place', () => consumer.data.length === 2);
    await cluster.controller.elect(topic, [1, 2, 3], 2);
    await until('an error', () => consumer.data.at(-1)?.error !== null);
    expect(consumer.data.at(-1)?.error?.code).toBe('NOT_LEADER_OR_FOLLOWER');
    consumer.stream.end();
  });

  it('is sent what lies on disk as it was produced, of several partitions in turn', async () => {
    await cluster.stopNode(1);
    await cluster.startNode(1, { tailBytes: 400_000, replicaLagTimeMaxMs: 20_000 });
    const topics = [await ledTopic(), await ledTopic()];
    const produced = topics.map((_topic, index) =>
      Array.from({ length: 12 }, (_, batch) => `${index}/${batch} `.repeat(50_000)),
    );
    for (const [index, topic] of topics.entries()) {
      for (const value of produced[index] ?? [])
        await cluster.produce(1, topic, [makeBatch([value])]);
    }
    const consumer = new Consumer(1);
    for (const [index, topic] of topics.entries()) consumer.assign(topic, 0, index + 1);
    for (let granted = 0; consumer.offsets.length < 24; granted += 1) {
      const before = consumer.offsets.length;
      consumer.credit(700_000);
      await until('more', () => consumer.offsets.length > before || granted > 100);
    }
    for (const [index, { topicId }] of topics.entries()) {
      const batches = consumer.data.flatMap((data) =>
        data.topicId === topicId ? data.batches : [],
      );
      const values = batches.flatMap((batch) =>
        Array.from(readRecords(batch), ({ value }) => value?.toString()),
      );
      expect(values.map((value) => value?.slice(0, 8))).toEqual(
        produced[index]?.map((value) => value.slice(0, 8)),
      );
      expect(values.every((value, batch) => value === produced[index]?.[batch])).toBe(true);
    }
    consumer.stream.end();
  });
});

describe('a follower that hears of an election before its leader does', () => {
  function follow(topic: TestTopic, leaderEpoch: number, proposalId: string) {
    const address = cluster.controller.nodes.get(1)?.address ?? '';
    const stream = cluster.channels.client(ReplicationService, address).Replicate();
    const replies: ReplicaJoinReply[] = [];
    stream.on('error', () => undefined);
    stream.on('data', (response: ReplicateResponse) => {
      replies.push(...response.replies);
    });
    const hello = { nodeId: 9, incarnation: 'i', clusterId: '' };
    const join = { session: 1, topicId: topic.topicId, partition: 0, leaderEpoch, proposalId };
    stream.write({ hello, joins: [join] });
    return { stream, replies };
  }

  it('is taken in as soon as that leads', async () => {
    const topic = await ledTopic();
    const leaderEpoch = 100_000;
    const promises = await cluster.controller.promise(topic, [1], leaderEpoch, 'p');
    const { stream, replies } = follow(topic, leaderEpoch, 'p');
    const leaderIncarnation = promises[0]?.result.state?.incarnation ?? '';
    const election = { leaderEpoch, proposalId: 'p', leader: 1, leaderIncarnation };
    await cluster.controller.announce(topic, [1], election);
    await until('the answer', () => replies.length > 0);
    expect(replies).toMatchObject([{ session: 1, errorCode: '', leaderEpoch }]);
    stream.end();
  });

  it('is refused when that does not lead in time, or leads another proposal', async () => {
    const topic = await ledTopic();
    const { stream, replies } = follow(topic, 200_000, 'p');
    await until('the answer', () => replies.length > 0);
    expect(replies).toMatchObject([{ errorCode: 'UNKNOWN_LEADER_EPOCH' }]);
    const leaderEpoch = 300_000;
    const promises = await cluster.controller.promise(topic, [1], leaderEpoch, 'mine');
    const other = follow(topic, leaderEpoch, 'of another controller');
    const leaderIncarnation = promises[0]?.result.state?.incarnation ?? '';
    const election = { leaderEpoch, proposalId: 'mine', leader: 1, leaderIncarnation };
    await cluster.controller.announce(topic, [1], election);
    await until('the answer', () => other.replies.length > 0);
    expect(other.replies).toMatchObject([{ errorCode: 'FENCED_LEADER_EPOCH' }]);
    stream.end();
    other.stream.end();
  });
});
