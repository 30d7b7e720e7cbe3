import { shardForGroup } from '@weir/core';
import { callUnary } from '@weir/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RunningCoordinator, TestCluster, TestMember } from './coordinator.fixture.ts';
import { FlakyStore } from './store/flaky-store.fixture.ts';

const deadline = { deadlineMs: 10_000 };
const groupShard = shardForGroup('group');
const wait = { timeout: 20_000, interval: 5 };

let cluster: TestCluster;

beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.open();
});

afterEach(async () => {
  await cluster.close();
});

it('shares the shards evenly, also with a third coordinator', async () => {
  const coordinators = [await cluster.startAlone(), await cluster.start('a')];
  await vi.waitUntil(() => sharesOf(coordinators).join() === '32,32', wait);
  coordinators.push(await cluster.start('b'));
  await vi.waitUntil(() => sharesOf(coordinators).join() === '21,22,21', wait);
  const all = coordinators.flatMap(({ coordinator }) => coordinator.shards);
  expect(new Set(all).size).toBe(64);
  const leases = await cluster.store.listLeases('shard/');
  expect(leases).toHaveLength(64);
  const addresses = new Set(leases.map(({ metadata }) => metadata));
  expect(addresses).toEqual(new Set(coordinators.map(({ address }) => address)));
  expect(await cluster.store.listLeases('coordinator/')).toHaveLength(3);
});

it('names the owner of a shard that another coordinator holds', async () => {
  const { owner, other } = await startTwo();
  const client = cluster.client(other.address);
  // A moment after the shard has moved the other may not have heard of it yet.
  await vi.waitFor(async () => {
    const call = callUnary(client, 'fetchOffsets', { groupId: 'group' }, deadline);
    await expect(call).rejects.toMatchObject({
      code: 'NOT_COORDINATOR',
      metadata: { coordinator: owner.address },
    });
  }, wait);
  const member = new TestMember(cluster, other.address);
  await member.ended();
  expect(member.error).toMatchObject({
    code: 'NOT_COORDINATOR',
    metadata: { coordinator: owner.address },
  });
});

it('hands groups over when it stops: members keep their partitions, offsets their place', async () => {
  const { owner, other } = await startTwo();
  const member = new TestMember(cluster, owner.address);
  await member.reads(0, 1, 2, 3);
  await commit(owner, member, 42);
  const stopped = cluster.stop(owner);
  await member.ended();
  expect(member.error?.code).toBe('SHUTTING_DOWN');
  await stopped;
  expect(await cluster.store.listLeases('coordinator/')).toHaveLength(1);
  await vi.waitUntil(() => other.coordinator.shards.length === 64, wait);

  const again = TestMember.returning(cluster, other.address, member);
  await again.reads(0, 1, 2, 3);
  expect(again.assignments).toHaveLength(1);
  expect(again).toMatchObject({ memberId: member.memberId, memberEpoch: member.memberEpoch });
  const { offsets } = await callUnary(
    cluster.client(other.address),
    'fetchOffsets',
    { groupId: 'group' },
    deadline,
  );
  expect(offsets).toMatchObject([{ partition: 0, offset: 42 }]);
});

it('takes over from a coordinator that lost the store, which gives up by its own clock', async () => {
  const store = new FlakyStore(cluster.store);
  const cut = await cluster.start('a', {}, store);
  await vi.waitUntil(() => cut.coordinator.shards.length === 64, wait);
  const member = new TestMember(cluster, cut.address);
  await member.reads(0, 1, 2, 3);
  const other = await cluster.start('b');
  store.isDown = true;
  await member.ended();
  expect(member.error?.code).toBe('COORDINATOR_NOT_AVAILABLE');
  expect(cut.coordinator.shards).toEqual([]);
  const call = callUnary(
    cluster.client(cut.address),
    'fetchOffsets',
    { groupId: 'group' },
    deadline,
  );
  await expect(call).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

  await vi.waitUntil(() => other.coordinator.shards.length === 64, wait);
  const again = TestMember.returning(cluster, other.address, member);
  await again.reads(0, 1, 2, 3);
  expect(again.memberEpoch).toBe(member.memberEpoch);

  store.isDown = false;
  await vi.waitUntil(() => sharesOf([cut, other]).join() === '32,32', wait);
});

it('drops a shard when the store has seen a newer token', async () => {
  const store = new FlakyStore(cluster.store);
  const paused = await cluster.start('a', {}, store);
  await vi.waitUntil(() => paused.coordinator.shards.length === 64, wait);
  const member = new TestMember(cluster, paused.address);
  await member.reads(0, 1, 2, 3);
  store.isPaused = true;
  const other = await cluster.start('b');
  await vi.waitUntil(() => other.coordinator.shards.length === 64, wait);

  await expect(commit(paused, member, 42)).rejects.toMatchObject({
    code: 'COORDINATOR_NOT_AVAILABLE',
  });
  await member.ended();
  expect(member.error?.code).toBe('COORDINATOR_NOT_AVAILABLE');
  expect(paused.coordinator.shards).not.toContain(groupShard);
  const { offsets } = await callUnary(
    cluster.client(other.address),
    'fetchOffsets',
    { groupId: 'group' },
    deadline,
  );
  expect(offsets).toEqual([]);
});

it('keeps sessions and commits while the store is down for less than a lease', async () => {
  const store = new FlakyStore(cluster.store);
  const config = { leaseTtlMs: 30_000, storeTimeoutMs: 100 };
  const running = await cluster.start('a', config, store);
  await vi.waitUntil(() => running.coordinator.shards.length === 64, wait);
  const member = new TestMember(cluster, running.address);
  await member.reads(0, 1, 2, 3);
  store.isDown = true;
  await expect(commit(running, member, 42)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  const joining = new TestMember(cluster, running.address);
  member.send({ heartbeat: {} });
  await vi.waitUntil(() => member.heartbeats === 1, wait);
  // Nobody is told of an assignment that is not stored.
  expect(member.assignments).toHaveLength(1);
  expect(joining.assignments).toEqual([]);
  store.isDown = false;
  await Promise.all([member.reads(0, 1), joining.reads(2, 3)]);
  const { offsets } = await callUnary(
    cluster.client(running.address),
    'fetchOffsets',
    { groupId: 'group' },
    deadline,
  );
  expect(offsets).toMatchObject([{ offset: 42 }]);
});

it('answers for a shard only when it is loaded, and tries until it is', async () => {
  const store = new FlakyStore(cluster.store);
  const gate = Promise.withResolvers<void>();
  store.gate = gate.promise;
  const running = await cluster.start('a', { leaseTtlMs: 30_000 }, store);
  const call = () =>
    callUnary(cluster.client(running.address), 'fetchOffsets', { groupId: 'group' }, deadline);
  await vi.waitFor(async () => {
    await expect(call()).rejects.toMatchObject({ code: 'COORDINATOR_LOAD_IN_PROGRESS' });
  }, wait);
  store.isDown = true;
  gate.resolve();
  await expect(call()).rejects.toMatchObject({ code: 'COORDINATOR_LOAD_IN_PROGRESS' });
  const list = () => callUnary(cluster.client(running.address), 'listGroups', {}, deadline);
  await expect(list()).rejects.toMatchObject({ code: 'COORDINATOR_LOAD_IN_PROGRESS' });
  store.isDown = false;
  await vi.waitUntil(() => running.coordinator.shards.length === 64, wait);
  expect(await call()).toEqual({ offsets: [] });
  expect(await list()).toEqual({ groups: [] });
});

it('takes its shards again at once when it comes back under its id', async () => {
  const store = new FlakyStore(cluster.store);
  const killed = await cluster.start('a', { leaseTtlMs: 60_000 }, store);
  await vi.waitUntil(() => killed.coordinator.shards.length === 64, wait);
  store.isDown = true;
  const again = await cluster.start('a', { leaseTtlMs: 60_000 });
  await expect.poll(() => again.coordinator.shards, wait).toHaveLength(64);
});

it('leaves a document out that does not decode', async () => {
  const first = await cluster.startAlone();
  const member = new TestMember(cluster, first.address);
  await member.reads(0, 1, 2, 3);
  await commit(first, member, 42);
  await cluster.stop(first);
  const lease = await cluster.store.acquireLease(`shard/${groupShard}`, {
    holder: 'test',
    ttlMs: 1,
    metadata: '',
  });
  await cluster.store.write({ lease: `shard/${groupShard}`, token: lease?.token ?? 0 }, [
    {
      kind: 'put',
      collection: `members/${groupShard}`,
      key: 'broken/group',
      value: '{"epoch":',
      version: 1,
    },
  ]);
  const second = await cluster.startAlone();
  const { groups } = await callUnary(cluster.client(second.address), 'listGroups', {}, deadline);
  expect(groups).toMatchObject([{ groupId: 'group', members: 1 }]);
});

async function startTwo(): Promise<{ owner: RunningCoordinator; other: RunningCoordinator }> {
  const first = await cluster.startAlone();
  const second = await cluster.start('a');
  await vi.waitUntil(() => sharesOf([first, second]).join() === '32,32', wait);
  const isFirst = first.coordinator.shards.includes(groupShard);
  return isFirst ? { owner: first, other: second } : { owner: second, other: first };
}

function sharesOf(coordinators: readonly RunningCoordinator[]): number[] {
  return coordinators.map(({ coordinator }) => coordinator.shards.length);
}

async function commit({ address }: RunningCoordinator, member: TestMember, offset: number) {
  const { memberId, memberEpoch } = member;
  const offsets = [{ topic: 'orders', partition: 0, offset }];
  const request = { groupId: 'group', memberId, memberEpoch, offsets };
  await callUnary(cluster.client(address), 'commitOffsets', request, deadline);
}
