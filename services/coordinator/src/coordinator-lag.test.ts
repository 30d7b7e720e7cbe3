import type { ConsumedPositionInput, GroupPartition } from '@weir/protos';
import { callUnary, createMetrics } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningCoordinator, TestCluster, TestMember } from './coordinator.fixture.ts';
import { ordersId } from './group/consumer-group.fixture.ts';

const deadline = { deadlineMs: 10_000 };

let cluster: TestCluster;
let running: RunningCoordinator;

beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.open({ partitions: 2 });
  cluster.metrics = createMetrics();
  running = await cluster.startAlone({ stuckConsumerMs: 300, withPartitionMetrics: true });
});

afterEach(async () => {
  await cluster.close();
});

describe('describing a group', () => {
  it('tells of members and how they are', async () => {
    const member = await join({ instanceId: 'one', assignor: 'sticky', sessionTimeoutMs: 20_000 });
    const { members } = await describeGroup();
    expect(members).toMatchObject([
      { instanceId: 'one', assignor: 'sticky', sessionTimeoutMs: 20_000, isConnected: true },
    ]);
    expect(members[0]?.silentMs).toBeLessThan(10_000);
    member.leave();
    await vi.waitUntil(async () => (await describeGroup()).members[0]?.isConnected === false, {
      timeout: 5000,
    });
  });

  it('tells where members stand, what is behind, and for how long', async () => {
    const member = await join();
    await tell(member, [0, 400], [1, 1000]);
    await commit(member, [0, 300], [1, 1000]);
    const before = await partition(0);
    expect(before).toMatchObject({
      position: 400,
      committedOffset: 300,
      lag: 700,
      memberId: member.memberId,
    });
    expect(before?.committedAtMs).toBeGreaterThan(Date.now() - 60_000);
    expect(await partition(1)).toMatchObject({ position: 1000, lag: 0, lagMs: 0, isStuck: false });
    const later = await when(0, ({ lagMs = 0, appendedPerSecond }) => {
      return lagMs > 1000 && appendedPerSecond === 0;
    });
    expect(later.lagMs).toBeLessThan(60_000);
  });

  it('does not know what silent leaders do not tell', async () => {
    const member = await join();
    await commit(member, [0, 300]);
    cluster.leader.isSilent = true;
    const silent = await partition(0);
    expect(silent).toMatchObject({ committedOffset: 300, isStuck: false });
    expect([silent?.lag, silent?.lagMs, silent?.highWatermark]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('shows a partition that is stuck, and that it is no more when its member moves', async () => {
    const member = await join();
    await tell(member, [0, 400], [1, 1000]);
    const stuck = await when(0, ({ isStuck }) => isStuck);
    expect(stuck.stuckMs).toBeGreaterThanOrEqual(300);
    expect(await partition(1)).toMatchObject({ isStuck: false });
    expect((await partition(1))?.stuckMs).toBeUndefined();
    expect(await listed()).toMatchObject({ groupId: 'group', members: 1, stuckPartitions: 1 });
    expect(await scraped()).toContain('weir_coordinator_partitions_stuck_total 1');

    await tell(member, [0, 1000]);
    await when(0, ({ isStuck, position }) => !isStuck && position === 1000);
    expect(await listed()).toMatchObject({ stuckPartitions: 0 });
  });
});

it('lists groups with their lag', async () => {
  const member = await join();
  expect((await listed())?.lag).toBeUndefined();
  await commit(member, [0, 300], [1, 990]);
  await vi.waitUntil(async () => (await listed())?.lag === 710, { timeout: 5000 });
});

it('has metrics of groups that are there', async () => {
  const member = await join();
  await commit(member, [0, 300]);
  await vi.waitUntil(
    async () =>
      (await scraped()).includes('weir_group_lag_records{group="group",topic="orders"} 700'),
    { timeout: 5000 },
  );
  const lines = await scraped();
  expect(lines).toContain('weir_group_members{group="group"} 1');
  expect(lines).toContain(
    'weir_group_partition_lag_records{group="group",topic="orders",partition="0"} 700',
  );
  member.leave();
  await member.ended();
  await callUnary(client(), 'deleteGroup', { groupId: 'group' }, deadline);
  expect((await scraped()).filter((line) => line.startsWith('weir_group_'))).toEqual([]);
});

describe('positions', () => {
  it('end the stream when there are more than anybody can hold', async () => {
    const member = await join();
    member.send(
      heartbeat(...Array.from({ length: 20_001 }, (_, index) => [index, 1] as [number, number])),
    );
    await member.ended();
    expect(member.error).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(member.error?.message).toContain('20001 partitions, at most 20000');
  });

  it.each<[string, ConsumedPositionInput]>([
    ['a topic id', { topicId: 'orders', partition: 0, position: 1 }],
    ['an offset', { topicId: ordersId, partition: 0, position: -1 }],
  ])('end the stream when they have what is not %s', async (_what, position) => {
    const member = await join();
    member.send({ heartbeat: { positions: [position] } });
    await member.ended();
    expect(member.error).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

function client() {
  return cluster.client(running.address);
}

async function join(subscribe = {}): Promise<TestMember> {
  const member = new TestMember(cluster, running.address, subscribe);
  await member.reads(0, 1);
  return member;
}

/** Resolves when the coordinator has answered. */
async function tell(
  member: TestMember,
  ...positions: readonly [partition: number, position: number][]
): Promise<void> {
  const answers = member.heartbeats;
  member.send(heartbeat(...positions));
  await vi.waitUntil(() => member.heartbeats > answers, { timeout: 5000 });
}

function heartbeat(...positions: readonly [partition: number, position: number][]) {
  return {
    heartbeat: {
      positions: positions.map(([each, position]) => ({
        topicId: ordersId,
        partition: each,
        position,
      })),
    },
  };
}

async function commit(
  { memberId, memberEpoch }: TestMember,
  ...offsets: readonly [partition: number, offset: number][]
): Promise<void> {
  const entries = offsets.map(([each, offset]) => ({ topic: 'orders', partition: each, offset }));
  const request = { groupId: 'group', memberId, memberEpoch, offsets: entries };
  const { results } = await callUnary(client(), 'commitOffsets', request, deadline);
  expect(results.map(({ errorCode }) => errorCode)).toEqual(offsets.map(() => ''));
}

async function describeGroup() {
  return callUnary(client(), 'describeGroup', { groupId: 'group' }, deadline);
}

async function partition(number: number): Promise<GroupPartition | undefined> {
  const { partitions } = await describeGroup();
  return partitions.find((each) => each.partition === number);
}

async function when(
  number: number,
  condition: (partition: GroupPartition) => boolean,
): Promise<GroupPartition> {
  return vi.waitUntil(
    async () => {
      const found = await partition(number);
      return found !== undefined && condition(found) ? found : undefined;
    },
    { timeout: 10_000 },
  );
}

async function listed() {
  const { groups } = await callUnary(client(), 'listGroups', {}, deadline);
  return groups.find(({ groupId }) => groupId === 'group');
}

async function scraped(): Promise<string[]> {
  return (await cluster.metrics?.registry.metrics())?.split('\n') ?? [];
}
