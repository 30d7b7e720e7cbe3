import { Weir } from '@weir/client';
import { RecordBatchBuilder, systemRandom } from '@weir/core';
import {
  AdminService,
  type CommitStreamResponse,
  type FetchStreamData,
  type FetchStreamResponse,
  GroupService,
  type JoinResponse,
  LogService,
  MetadataService,
  type ProduceStreamResponse,
  type Topic,
} from '@weir/protos';
import { callUnary, ChannelPool, silentLogger, systemClock } from '@weir/runtime';
import { Standalone } from '@weir/standalone';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

let directory: TemporaryDirectory;
let standalone: Standalone;
const channels = new ChannelPool();
const call = { deadlineMs: 20_000 };

beforeAll(async () => {
  directory = await temporaryDirectory();
  standalone = new Standalone({
    ...{ dataDirectory: directory.path, listenHost: '127.0.0.1', port: 0, nodes: 3 },
    ...{ clock: systemClock, random: systemRandom, logger: silentLogger },
  });
  await standalone.start();
}, 60_000);

afterAll(async () => {
  channels.close();
  await standalone.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

const admin = () => channels.client(AdminService, standalone.address);
const log = () => channels.client(LogService, standalone.address);
const group = () => channels.client(GroupService, standalone.address);
const metadata = () => channels.client(MetadataService, standalone.address);

/** A topic of six partitions, of which each of the three nodes leads two. */
async function newTopic(name: string): Promise<Topic> {
  const request = { name, partitions: 6, replicationFactor: 3 };
  const { topic } = await callUnary(admin(), 'createTopic', request, call);
  if (topic === null) throw new Error('No topic in the answer');
  await eventually(async () => {
    const { snapshot } = await callUnary(metadata(), 'getMetadata', { topics: [name] }, call);
    return snapshot?.topics[0]?.partitions.every(({ leader }) => leader !== undefined);
  });
  return topic;
}

function batchOf(...values: string[]): Buffer {
  const builder = new RecordBatchBuilder();
  for (const value of values) builder.append(null, value, undefined, 1_000);
  const noProducer = { producerId: 0 as never, producerEpoch: 0, baseSequence: 0 };
  return builder.build({ codec: 'none', ...noProducer });
}

/** Writes so many records to each partition, in one request. */
async function fill(topicId: string, count: number): Promise<void> {
  const batches = [batchOf(...Array.from({ length: count }, (_none, index) => String(index)))];
  const partitions = [0, 1, 2, 3, 4, 5].map((partition) => ({ topicId, partition, batches }));
  const answer = await callUnary(log(), 'produce', { partitions }, call);
  expect(answer.partitions.map(({ baseOffset }) => baseOffset)).toEqual([0, 0, 0, 0, 0, 0]);
}

it('tells what the cluster is, and of a topic the moment it was made', async () => {
  const events: string[] = [];
  const watch = metadata().watchMetadata({});
  watch
    .on('data', ({ event }: { event: string }) => events.push(event))
    .on('error', () => undefined);
  await eventually(() => events.includes('snapshot'));
  await callUnary(
    admin(),
    'createTopic',
    { name: 'fresh', partitions: 1, replicationFactor: 3 },
    call,
  );
  const { snapshot } = await callUnary(metadata(), 'getMetadata', { topics: ['fresh'] }, call);
  expect(snapshot?.topics).toMatchObject([{ name: 'fresh' }]);
  expect(snapshot?.nodes).toHaveLength(3);
  await eventually(() => events.includes('delta'));
  watch.cancel();
  const none = await callUnary(metadata(), 'getMetadata', { topics: ['nowhere'] }, call);
  expect(none.snapshot?.topics).toEqual([]);
});

it('passes admin calls and their errors on', async () => {
  await newTopic('admin');
  const { topics } = await callUnary(admin(), 'listTopics', {}, call);
  expect(topics.map(({ name }) => name)).toContain('admin');
  await expect(callUnary(admin(), 'createTopic', { name: 'admin' }, call)).rejects.toMatchObject({
    code: 'TOPIC_ALREADY_EXISTS',
  });
  await callUnary(admin(), 'deleteTopic', { name: 'admin' }, call);
});

it('asks the leaders of all partitions at once', async () => {
  const { topicId } = await newTopic('ask');
  await fill(topicId, 10);
  const asked = [5, 0, 3].map((partition) => ({ topicId, partition }));
  const spec = 'OFFSET_SPEC_LATEST' as const;
  const listed = await callUnary(
    log(),
    'listOffsets',
    { partitions: [...asked.map((each) => ({ ...each, spec })), { topicId, partition: 9, spec }] },
    call,
  );
  expect(listed.partitions.map(({ partition, offset }) => [partition, offset])).toEqual([
    ...[5, 0, 3].map((partition) => [partition, 10]),
    [9, 0],
  ]);
  expect(listed.partitions[3]?.error?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');

  const cut = asked.map((each) => ({ ...each, beforeOffset: 4 }));
  const deleted = await callUnary(log(), 'deleteRecords', { partitions: cut }, call);
  expect(deleted.partitions.map(({ logStartOffset }) => logStartOffset)).toEqual([4, 4, 4]);
  const epochs = asked.map((each) => ({ ...each, leaderEpoch: 1_000 }));
  const ends = await callUnary(log(), 'offsetForLeaderEpoch', { partitions: epochs }, call);
  expect(ends.partitions.map(({ endOffset }) => endOffset)).toEqual([10, 10, 10]);
  const described = await callUnary(log(), 'describeProducers', { partitions: asked }, call);
  expect(described.partitions.map(({ producers }) => producers)).toEqual([[], [], []]);
});

it('fetches from all leaders, and waits for what is still to come', async () => {
  const { topicId } = await newTopic('fetch');
  const partitions = [0, 1, 2, 3, 4, 5].map((partition) => ({ topicId, partition }));
  const waiting = callUnary(log(), 'fetch', { partitions, minBytes: 1, maxWaitMs: 15_000 }, call);
  await fill(topicId, 3);
  expect((await waiting).partitions.some(({ batches }) => batches.length > 0)).toBe(true);
  // A leader that moves meanwhile answers with an error first.
  const all = await eventually(async () => {
    const request = { partitions, minBytes: 100, maxWaitMs: 5_000 };
    const answer = await callUnary(log(), 'fetch', request, call);
    return answer.partitions.every(({ error }) => error === null) && answer;
  });
  expect(all.partitions.map(({ batches }) => batches.length)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(all.partitions.map(({ highWatermark }) => highWatermark)).toEqual([3, 3, 3, 3, 3, 3]);
});

it('takes a stream of requests to any partitions', async () => {
  const { topicId } = await newTopic('stream');
  const stream = log().produceStream();
  const offsets = new Map<number, number[]>();
  stream.on('data', ({ correlationId, response }: ProduceStreamResponse) => {
    offsets.set(correlationId, response?.partitions.map(({ baseOffset }) => baseOffset) ?? []);
  });
  const ended = new Promise((resolve) => stream.once('end', resolve));
  for (let correlationId = 0; correlationId < 100; correlationId += 1) {
    const batches = [batchOf(String(correlationId))];
    const partitions = [0, 2, 4, 5].map((partition) => ({ topicId, partition, batches }));
    stream.write({ correlationId, request: { partitions } });
  }
  stream.end();
  await ended;
  for (const [correlationId, each] of offsets) {
    expect(each).toEqual([correlationId, correlationId, correlationId, correlationId]);
  }
  expect(offsets.size).toBe(100);
});

it('pushes all that a client takes, wherever it lies', async () => {
  const { topicId } = await newTopic('push');
  await fill(topicId, 100);
  const stream = log().fetchStream();
  const items: FetchStreamData[] = [];
  stream.on('data', ({ partitions }: FetchStreamResponse) => items.push(...partitions));
  stream.on('error', () => undefined);
  const partitions = [0, 1, 2, 3, 4, 5].map((partition) => ({
    ...{ topicId, partition, fetchOffset: 0, sessionId: partition + 1 },
  }));
  stream.write({ assign: { partitions } });
  const withBatches = (): FetchStreamData[] =>
    items.filter(({ data }) => (data?.batches.length ?? 0) > 0);
  await eventually(() => items.length >= 6);
  expect(withBatches()).toEqual([]);
  // Enough for one batch alone: each of the others comes when more is granted.
  for (let count = 1; withBatches().length < 6; count += 1) {
    stream.write({ credit: { bytes: 1_000 } });
    const wanted = Math.min(6, Math.ceil(count / 3));
    await eventually(() => withBatches().length >= wanted);
  }
  expect(new Set(withBatches().map(({ sessionId }) => sessionId)).size).toBe(6);
  stream.cancel();
});

it('tells readers and writers that a leader has moved', async () => {
  const { topicId } = await newTopic('move');
  const { snapshot } = await callUnary(metadata(), 'getMetadata', { topics: ['move'] }, call);
  const replicas = snapshot?.topics[0]?.partitions[0]?.assignedReplicas ?? [];
  const stream = log().fetchStream();
  const errors: string[] = [];
  stream.on('data', ({ partitions }: FetchStreamResponse) => {
    for (const { data } of partitions) if (data?.error) errors.push(data.error.code);
  });
  stream.on('error', () => undefined);
  stream.write({ assign: { partitions: [{ topicId, partition: 0, sessionId: 1 }] } });
  stream.write({ credit: { bytes: 100_000 } });

  await using weir = new Weir({ bootstrap: standalone.address, connect: 'gateway' });
  const moved = [...replicas.slice(1), ...replicas.slice(0, 1)];
  await weir.admin().movePartitions({ moves: [{ topic: 'move', partition: 0, replicas: moved }] });
  await eventually(async () => (await weir.admin().listMoves()).length === 0);
  await weir.admin().electLeaders({ type: 'preferred' });
  await eventually(() => errors.includes('NOT_LEADER_OR_FOLLOWER'));
  await using producer = weir.producer();
  const sent = await producer.send({ topic: 'move', partition: 0, value: 'after' });
  expect(sent.partition).toBe(0);
  stream.cancel();
});

it('keeps members, commits and groups', async () => {
  const { topicId } = await newTopic('groups');
  const stream = group().join();
  const events: JoinResponse[] = [];
  stream.on('data', (event: JoinResponse) => events.push(event)).on('error', () => undefined);
  stream.write({ subscribe: { groupId: 'g1', topics: ['groups'] } });
  const assignment = await eventually(
    () => events.find((event) => (event.assignment?.partitions.length ?? 0) === 6)?.assignment,
  );
  if (!assignment) throw new Error('Nothing was assigned');
  stream.write({ owned: assignment });

  const { memberId, memberEpoch } = assignment;
  const offsets = [{ topicId, topic: 'groups', partition: 0, offset: 0 }];
  const request = { groupId: 'g1', memberId, memberEpoch, offsets };
  const committed = await callUnary(group(), 'commitOffsets', request, call);
  expect(committed.results).toMatchObject([{ errorCode: '' }]);

  const commits = group().commitStream();
  const answers: CommitStreamResponse[] = [];
  commits.on('data', (answer: CommitStreamResponse) => answers.push(answer));
  commits.write({ correlationId: 1, request });
  commits.write({ correlationId: 2, request: { groupId: 'g2', offsets } });
  commits.write({ correlationId: 3, request: { groupId: 'g1', memberId: 'nobody', offsets } });
  await eventually(() => answers.length === 3);
  commits.end();
  const codes = new Map(answers.map((each) => [each.correlationId, each.errorCode]));
  expect(codes).toEqual(
    new Map([
      [1, ''],
      [2, ''],
      [3, 'UNKNOWN_MEMBER_ID'],
    ]),
  );

  const { groups } = await callUnary(group(), 'listGroups', {}, call);
  expect(groups.map(({ groupId }) => groupId)).toEqual(expect.arrayContaining(['g1', 'g2']));
  const fetched = await callUnary(group(), 'fetchOffsets', { groupId: 'g2' }, call);
  expect(fetched.offsets).toMatchObject([{ partition: 0, offset: 0 }]);
  const reset = { groupId: 'g2', topic: 'groups', to: 'RESET_TO_EARLIEST' as const };
  expect((await callUnary(group(), 'resetOffsets', reset, call)).results).toHaveLength(6);
  await callUnary(group(), 'deleteGroup', { groupId: 'g2' }, call);
  const gone = callUnary(group(), 'describeGroup', { groupId: 'g2' }, call);
  await expect(gone).rejects.toMatchObject({ code: 'GROUP_ID_NOT_FOUND' });
  stream.write({ leave: {} });
  await eventually(async () => {
    const { members } = await callUnary(group(), 'describeGroup', { groupId: 'g1' }, call);
    return members.length === 0;
  });
});
