import { toTopicId, type TopicId } from '@weir/core';
import type { CommitStreamResponse, Topic } from '@weir/protos';
import { callUnary, fromServiceError } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningCoordinator, TestCluster, TestMember } from './coordinator.fixture.ts';
import { ordersId } from './group/consumer-group.fixture.ts';
import { allow, RuleCaller } from '@weir/runtime/fixtures';

const deadline = { deadlineMs: 30_000 };
const waiting = { timeout: 30_000, interval: 5 };
const secretsId = toTopicId('00000000-0000-4000-8000-00000000002a');
const readsAll = [
  allow('read', 'group', 'group'),
  allow('read', 'orders'),
  allow('delete', 'group', 'group'),
];
let cluster: TestCluster;
let running: RunningCoordinator;
let caller: RuleCaller;

beforeEach(async () => {
  caller = new RuleCaller(readsAll);
  cluster = new TestCluster();
  cluster.security = { identify: () => caller };
  await cluster.open();
  cluster.setPartitions(2, [topic('secrets', secretsId)]);
  running = await cluster.startAlone();
});

afterEach(async () => {
  await cluster.close();
});

function topic(name: string, topicId: TopicId): Topic {
  const [partition] = cluster.view.topicByName('orders')?.partitions ?? [];
  return {
    ...{ topicId, name, internal: false, configs: {}, configVersion: 0, replicationFactor: 1 },
    partitions: partition === undefined ? [] : [partition],
  };
}

const client = () => cluster.client(running.address);

it('reads a stream of commits as fast as the quota of requests allows', async () => {
  const waits = [0, 300];
  caller.charge = ({ requests }) => (requests === undefined ? 0 : (waits.shift() ?? 0));
  const stream = client().commitStream();
  const answers: number[] = [];
  stream.on('data', ({ correlationId }: CommitStreamResponse) => answers.push(correlationId));
  const ended = new Promise((resolve) => stream.on('end', resolve));
  const startedMs = performance.now();
  const offsets = [{ topic: 'orders', partition: 0, offset: 1 }];
  for (const correlationId of [1, 2]) {
    stream.write({ correlationId, request: { groupId: 'group', offsets } });
  }
  stream.end();
  await ended;
  expect(performance.now() - startedMs).toBeGreaterThan(290);
  expect(answers).toEqual([1, 2]);
});

it('shows of a group only the topics that the caller may describe', async () => {
  const member = new TestMember(cluster, running.address, { topics: ['orders'] });
  await member.reads(0, 1);
  const described = () => callUnary(client(), 'describeGroup', { groupId: 'group' }, deadline);
  caller = new RuleCaller([allow('describe', 'group', 'group')]);
  expect(await described()).toMatchObject({
    partitions: [],
    members: [{ topics: [], owned: [], target: [] }],
  });
  caller = new RuleCaller(readsAll);
  const [shown] = (await described()).members;
  expect([shown?.topics, shown?.target.length]).toEqual([['orders'], 2]);
});

describe('a member', () => {
  it('needs the right to read the group and every topic that it names', async () => {
    const codeOf = async (topics: string[], rules = readsAll) => {
      caller = new RuleCaller(rules);
      const member = new TestMember(cluster, running.address, { topics });
      await member.ended();
      return member.error?.code;
    };
    expect(await codeOf(['orders', 'secrets'])).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await codeOf(['nowhere'])).toBe('TOPIC_AUTHORIZATION_FAILED');
    const withoutGroup = [allow('describe', 'group', 'group'), allow('read', 'orders')];
    expect(await codeOf(['orders'], withoutGroup)).toBe('GROUP_AUTHORIZATION_FAILED');
  });

  it('gets with a pattern only what it may read, and more once it may', async () => {
    const member = new TestMember(cluster, running.address, { topicPattern: '.*' });
    await member.reads(0, 1);
    expect(topicsOf(member)).toEqual(['orders', 'orders']);
    caller.change([...readsAll, allow('read', 'secrets')]);
    member.send({ heartbeat: {} });
    await vi.waitUntil(() => topicsOf(member).includes('secrets'), waiting);
  });

  it('is not disturbed by a change of rights that leaves it what it has', async () => {
    const member = new TestMember(cluster, running.address, { topicPattern: '.*' });
    await member.reads(0, 1);
    const epoch = async () =>
      (await callUnary(client(), 'describeGroup', { groupId: 'group' }, deadline)).groupEpoch;
    const before = await epoch();
    caller.change([...readsAll, allow('write', 'secrets')]);
    member.send({ heartbeat: {} });
    await vi.waitUntil(() => member.heartbeats === 1, waiting);
    expect(await epoch()).toBe(before);
    expect(member.assignments).toHaveLength(1);
  });

  it('keeps what it has of a pattern when another coordinator takes over', async () => {
    const member = new TestMember(cluster, running.address, { topicPattern: '.*' });
    await member.reads(0, 1);
    await cluster.stop(running);
    running = await cluster.startAlone();
    const back = new TestMember(cluster, running.address, {
      topicPattern: '.*',
      memberId: member.memberId,
      memberEpoch: member.memberEpoch,
      ownedPartitions: [0, 1].map((partition) => ({ topicId: ordersId, partition })),
    });
    await back.reads(0, 1);
    back.send({ heartbeat: {} });
    await vi.waitUntil(() => back.heartbeats > 0, waiting);
    for (const assignment of back.assignments) {
      expect(assignment.partitions.map((partition) => partition.topic)).toEqual([
        'orders',
        'orders',
      ]);
    }
  });

  it('loses its session with the next heartbeat after its rights were taken away', async () => {
    const member = new TestMember(cluster, running.address);
    await member.reads(0, 1);
    caller.change([allow('read', 'group', 'group')]);
    member.send({ heartbeat: {} });
    await member.ended();
    expect(member.error?.code).toBe('TOPIC_AUTHORIZATION_FAILED');
  });

  it('loses its session once its credentials are void', async () => {
    const member = new TestMember(cluster, running.address);
    await member.reads(0, 1);
    caller.hasExpired = true;
    member.send({ heartbeat: {} });
    await member.ended();
    expect(member.error?.code).toBe('AUTHENTICATION_FAILED');
  });
});

describe('commits', () => {
  const offsets = [
    { topic: 'orders', partition: 0, offset: 5 },
    { topic: 'secrets', partition: 0, offset: 5 },
    { topicId: secretsId, partition: 0, offset: 5 },
    { topic: 'nowhere', partition: 0, offset: 5 },
  ];

  it('of topics that may not be read are refused, as are those of topics that do not exist', async () => {
    const request = { groupId: 'group', offsets };
    const { results } = await callUnary(client(), 'commitOffsets', request, deadline);
    const refused = 'TOPIC_AUTHORIZATION_FAILED';
    expect(results.map(({ errorCode }) => errorCode)).toEqual(['', refused, refused, refused]);
    caller.change([allow('read', 'orders')]);
    await expect(callUnary(client(), 'commitOffsets', request, deadline)).rejects.toMatchObject({
      code: 'GROUP_AUTHORIZATION_FAILED',
    });
  });

  it('end with the credentials, on a stream', async () => {
    const stream = client().commitStream();
    const answers: CommitStreamResponse[] = [];
    const ended = new Promise<string>((resolve) => {
      stream.on('error', (error) => {
        resolve(fromServiceError(error).code);
      });
    });
    stream.on('data', (answer: CommitStreamResponse) => answers.push(answer));
    const request = { groupId: 'group', offsets: offsets.slice(0, 1) };
    stream.write({ correlationId: 1, request });
    await vi.waitUntil(() => answers.length === 1, waiting);
    expect(answers[0]?.response?.results[0]?.errorCode).toBe('');
    caller.hasExpired = true;
    stream.write({ correlationId: 2, request });
    expect(await ended).toBe('AUTHENTICATION_FAILED');
  });
});

describe('calls about groups', () => {
  it('need their rights, whether the group exists or not', async () => {
    caller = new RuleCaller();
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => '',
        (error: unknown) => fromServiceError(error).code,
      );
    for (const groupId of ['group', 'nobody']) {
      const request = { groupId };
      const codes = await Promise.all([
        codeOf(callUnary(client(), 'fetchOffsets', request, deadline)),
        codeOf(callUnary(client(), 'describeGroup', request, deadline)),
        codeOf(callUnary(client(), 'deleteGroup', request, deadline)),
        codeOf(callUnary(client(), 'resetOffsets', { ...request, topic: 'orders' }, deadline)),
      ]);
      expect(new Set(codes)).toEqual(new Set(['GROUP_AUTHORIZATION_FAILED']));
    }
    caller.change([allow('read', 'group', 'group')]);
    const reset = { groupId: 'group', topic: 'orders', to: 'RESET_TO_EARLIEST' as const };
    expect(await codeOf(callUnary(client(), 'resetOffsets', reset, deadline))).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });

  it('show the groups, and offsets in the topics, that may be described', async () => {
    caller = new RuleCaller([...readsAll, allow('read', 'hidden', 'group')]);
    for (const groupId of ['group', 'hidden']) {
      const offsets = [{ topic: 'orders', partition: 0, offset: 5 }];
      await callUnary(client(), 'commitOffsets', { groupId, offsets }, deadline);
    }
    caller.change([allow('read', 'group', 'group')]);
    const { groups } = await callUnary(client(), 'listGroups', {}, deadline);
    expect(groups.map(({ groupId }) => groupId)).toEqual(['group']);
    const fetched = () => callUnary(client(), 'fetchOffsets', { groupId: 'group' }, deadline);
    expect((await fetched()).offsets).toEqual([]);
    const described = () => callUnary(client(), 'describeGroup', { groupId: 'group' }, deadline);
    expect((await described()).partitions).toEqual([]);
    caller.change(readsAll);
    expect((await fetched()).offsets).toHaveLength(1);
    expect((await described()).partitions).toHaveLength(1);
    await callUnary(client(), 'deleteGroup', { groupId: 'group' }, deadline);
  });
});

function topicsOf({ assignments }: TestMember): string[] {
  return (assignments.at(-1)?.partitions ?? []).map((partition) => partition.topic);
}
