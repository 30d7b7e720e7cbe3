import { callUnary } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestCluster, TestMember } from './coordinator.fixture.ts';

let cluster: TestCluster;

beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.open();
});

afterEach(async () => {
  await cluster.close();
});

const deadline = { deadlineMs: 10_000 };

describe('a member session', () => {
  it('shares the partitions between members as they come and leave', async () => {
    const { address } = await cluster.startAlone();
    const a = new TestMember(cluster, address);
    await a.reads(0, 1, 2, 3);
    const b = new TestMember(cluster, address);
    await Promise.all([a.reads(0, 1), b.reads(2, 3)]);
    expect(a.assignments.map(({ revoke }) => revoke.length)).toEqual([0, 2]);
    expect(a.assignments[0]).toMatchObject({ heartbeatIntervalMs: 3000 });

    b.leave();
    await Promise.all([a.reads(0, 1, 2, 3), b.ended()]);
    expect(b.error).toBeUndefined();
  });

  it('answers heartbeats', async () => {
    const { address } = await cluster.startAlone();
    const member = new TestMember(cluster, address);
    await member.reads(0, 1, 2, 3);
    member.send({ heartbeat: {} });
    await vi.waitUntil(() => member.heartbeats === 1, { timeout: 5000 });
    expect(member.assignments).toHaveLength(1);
  });

  it('gives a partition away only when its owner has let go', async () => {
    const { address } = await cluster.startAlone();
    const a = new TestMember(cluster, address);
    await a.reads(0, 1, 2, 3);
    a.answers = false;
    const b = new TestMember(cluster, address);
    await vi.waitUntil(() => a.assignments.length === 2, { timeout: 5000 });
    b.send({ heartbeat: {} });
    await vi.waitUntil(() => b.heartbeats === 1, { timeout: 5000 });
    expect(b.partitions).toEqual([]);

    a.partitions = [0, 1];
    a.own();
    await b.reads(2, 3);
  });

  it('fences a member that does not let go in time, and gives its partitions away', async () => {
    const { address } = await cluster.startAlone();
    const a = new TestMember(cluster, address, { rebalanceTimeoutMs: 200 });
    await a.reads(0, 1, 2, 3);
    a.answers = false;
    const b = new TestMember(cluster, address);
    await Promise.all([b.reads(0, 1, 2, 3), a.ended()]);
    expect(a.error).toMatchObject({
      code: 'FENCED_MEMBER_EPOCH',
      metadata: { reason: 'rebalance-timeout' },
    });
  });

  it('fences a silent member', async () => {
    const { address } = await cluster.startAlone();
    const member = new TestMember(cluster, address, { sessionTimeoutMs: 200 });
    await member.ended();
    expect(member.error).toMatchObject({
      code: 'FENCED_MEMBER_EPOCH',
      metadata: { reason: 'session-timeout' },
    });
  });

  it('lets a member whose stream broke come back and keep its partitions', async () => {
    const { address } = await cluster.startAlone();
    const a = new TestMember(cluster, address);
    const b = new TestMember(cluster, address);
    await vi.waitUntil(() => a.partitions.length === 2 && b.partitions.length === 2);
    const told = b.assignments.length;
    a.break();
    await a.ended();
    const again = TestMember.returning(cluster, address, a);
    await vi.waitUntil(() => again.assignments.length === 1, { timeout: 5000 });
    expect(again.assignments[0]).toMatchObject({
      memberId: a.memberId,
      memberEpoch: a.memberEpoch,
      revoke: [],
    });
    expect(again.partitions).toEqual(a.partitions);
    expect(b.assignments).toHaveLength(told);
  });

  it('reassigns the partitions of a member that does not come back after the grace', async () => {
    const { address } = await cluster.startAlone({ disconnectGraceMs: 100 });
    const a = new TestMember(cluster, address);
    const b = new TestMember(cluster, address);
    await vi.waitUntil(() => a.partitions.length === 2 && b.partitions.length === 2);
    a.break();
    await b.reads(0, 1, 2, 3);
    const late = TestMember.returning(cluster, address, a);
    await late.ended();
    expect(late.error?.code).toBe('UNKNOWN_MEMBER_ID');
  });

  it('lets a newer stream of the same member take over', async () => {
    const { address } = await cluster.startAlone();
    const first = new TestMember(cluster, address);
    await first.reads(0, 1, 2, 3);
    const second = TestMember.returning(cluster, address, first);
    await Promise.all([first.ended(), second.reads(0, 1, 2, 3)]);
    expect(first.error?.code).toBe('CANCELLED');
    first.break();
    second.send({ heartbeat: {} });
    await vi.waitUntil(() => second.heartbeats === 1, { timeout: 5000 });
  });

  it('keeps the partitions of a static member across a restart', async () => {
    const { address } = await cluster.startAlone({ disconnectGraceMs: 0 });
    const a = new TestMember(cluster, address, { instanceId: 'one' });
    const b = new TestMember(cluster, address, { instanceId: 'two' });
    await vi.waitUntil(() => a.partitions.length === 2 && b.partitions.length === 2);
    a.leave();
    await a.ended();
    const restarted = new TestMember(cluster, address, { instanceId: 'one' });
    await restarted.reads(...a.partitions);
    expect(restarted.memberId).not.toBe(a.memberId);
    expect(b.partitions).toHaveLength(2);
  });

  it('picks up new partitions, and new topics by pattern', async () => {
    const { address } = await cluster.startAlone();
    const member = new TestMember(cluster, address, { topicPattern: 'ord.*' });
    await member.reads(0, 1, 2, 3);
    cluster.setPartitions(6);
    await member.reads(0, 1, 2, 3, 4, 5);
    expect(member.assignments.at(-1)?.revoke).toEqual([]);
  });

  it('gives members what has a replica in their rack, once racks are known', async () => {
    const { address } = await cluster.startAlone();
    const a = new TestMember(cluster, address, { rack: 'a' });
    await a.reads(0, 1, 2, 3);
    const b = new TestMember(cluster, address, { rack: 'b' });
    await Promise.all([a.reads(0, 1), b.reads(2, 3)]);
    standIn(['b', 'a', 'b', 'a']);
    await Promise.all([a.reads(1, 3), b.reads(0, 2)]);
    expect([a.partitions, b.partitions]).toEqual([
      [1, 3],
      [0, 2],
    ]);
  });

  it('follows a changed subscription', async () => {
    const { address } = await cluster.startAlone();
    const member = new TestMember(cluster, address);
    await member.reads(0, 1, 2, 3);
    member.send({ subscribe: { groupId: 'group', topics: ['payments'] } });
    await member.reads();
    expect(member.assignments.at(-1)?.revoke).toHaveLength(4);
  });

  it.each([
    [{ groupId: '' }, 'INVALID_GROUP_ID'],
    [{ assignor: 'lucky' }, 'UNSUPPORTED_ASSIGNOR'],
    [{ topicPattern: '(' }, 'INVALID_REQUEST'],
    [{ topics: [] }, 'INVALID_REQUEST'],
    [{ topics: ['no spaces'] }, 'INVALID_TOPIC'],
    [{ sessionTimeoutMs: 1 }, 'INVALID_REQUEST'],
    [{ memberId: 'nobody', memberEpoch: 3 }, 'UNKNOWN_MEMBER_ID'],
  ])('refuses a subscription with %o', async (subscribe, code) => {
    const { address } = await cluster.startAlone();
    const member = new TestMember(cluster, address, subscribe);
    await member.ended();
    expect(member.error?.code).toBe(code);
  });

  it('refuses a stream that does not begin with Subscribe, or whose member left', async () => {
    const { address } = await cluster.startAlone();
    const stream = cluster.client(address).Join();
    const failed = new Promise((resolve) => {
      stream.on('error', resolve);
    });
    stream.on('data', () => undefined);
    stream.write({ heartbeat: {} });
    expect(await failed).toMatchObject({ details: 'The first message of a stream is Subscribe' });
  });
});

describe('administration', () => {
  it('lists and describes groups, with lag', async () => {
    const { address } = await cluster.startAlone();
    const client = cluster.client(address);
    const member = new TestMember(cluster, address, { clientId: 'app', rack: 'a' });
    await member.reads(0, 1, 2, 3);
    const { memberId, memberEpoch } = member;
    await callUnary(
      client,
      'commitOffsets',
      {
        groupId: 'group',
        memberId,
        memberEpoch,
        offsets: [{ topic: 'orders', partition: 1, offset: 400, metadata: 'note' }],
      },
      deadline,
    );
    expect(await callUnary(client, 'listGroups', {}, deadline)).toMatchObject({
      groups: [{ groupId: 'group', state: 'GROUP_STATE_STABLE', members: 1 }],
    });
    const description = await callUnary(client, 'describeGroup', { groupId: 'group' }, deadline);
    expect(description).toMatchObject({
      state: 'GROUP_STATE_STABLE',
      assignor: 'range',
      groupEpoch: 1,
      coordinatorId: 'solo',
      members: [{ memberId, clientId: 'app', rack: 'a', topics: ['orders'] }],
    });
    expect(description.members[0]?.owned.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
    expect(description.partitions[0]).toMatchObject({ memberId, highWatermark: 1000 });
    expect(description.partitions[0]?.committedOffset).toBeUndefined();
    expect(description.partitions[0]?.lag).toBeUndefined();
    expect(description.partitions[1]).toMatchObject({
      topic: 'orders',
      partition: 1,
      committedOffset: 400,
      logStartOffset: 0,
      highWatermark: 1000,
      lag: 600,
      metadata: 'note',
    });
  });

  it('describes a group without the log ends where the leader is silent', async () => {
    const { address } = await cluster.startAlone({ leaderTimeoutMs: 100 });
    const member = new TestMember(cluster, address);
    await member.reads(0, 1, 2, 3);
    cluster.leader.isSilent = true;
    const { partitions } = await callUnary(
      cluster.client(address),
      'describeGroup',
      { groupId: 'group' },
      deadline,
    );
    expect(partitions).toHaveLength(4);
    expect(partitions[0]?.highWatermark).toBeUndefined();
  });

  it('deletes only groups that exist and have no members', async () => {
    const { address } = await cluster.startAlone();
    const client = cluster.client(address);
    const remove = () => callUnary(client, 'deleteGroup', { groupId: 'group' }, deadline);
    await expect(remove()).rejects.toMatchObject({ code: 'GROUP_ID_NOT_FOUND' });
    const member = new TestMember(cluster, address);
    await member.reads(0, 1, 2, 3);
    await callUnary(
      client,
      'commitOffsets',
      {
        groupId: 'group',
        memberId: member.memberId,
        memberEpoch: member.memberEpoch,
        offsets: [{ topic: 'orders', partition: 1, offset: 400 }],
      },
      deadline,
    );
    await expect(remove()).rejects.toMatchObject({ code: 'NON_EMPTY_GROUP' });
    member.leave();
    await member.ended();
    await remove();
    expect(await callUnary(client, 'listGroups', {}, deadline)).toEqual({ groups: [] });
    const { offsets } = await callUnary(client, 'fetchOffsets', { groupId: 'group' }, deadline);
    expect(offsets).toEqual([]);
  });

  it('forgets a group that is left without offsets', async () => {
    const { address } = await cluster.startAlone();
    const member = new TestMember(cluster, address);
    await member.reads(0, 1, 2, 3);
    member.leave();
    await member.ended();
    const { groups } = await callUnary(cluster.client(address), 'listGroups', {}, deadline);
    expect(groups).toEqual([]);
  });
});

/** Each partition of "orders" has its replica on a node of its own, in these racks. */
function standIn(racks: readonly string[]): void {
  const { view } = cluster;
  const { version, nodes, topics, ...rest } = view.snapshot();
  view.replace({
    ...rest,
    version: version + 1,
    nodes: racks.flatMap((rack, index) =>
      nodes.slice(0, 1).map((node) => ({ ...node, nodeId: index + 1, rack })),
    ),
    topics: topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((partition, index) => ({
        ...partition,
        leader: index + 1,
        assignedReplicas: [index + 1],
        inSyncReplicas: [index + 1],
      })),
    })),
  });
}
