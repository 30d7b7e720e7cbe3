import type { CommitOffsetsRequestInput, ResetOffsetsRequestInput } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningCoordinator, TestCluster, TestMember } from './coordinator.fixture.ts';
import { ordersId } from './group/consumer-group.fixture.ts';

const deadline = { deadlineMs: 10_000 };

let cluster: TestCluster;
let running: RunningCoordinator;

beforeEach(async () => {
  cluster = new TestCluster();
  await cluster.open();
  running = await cluster.startAlone();
});

afterEach(async () => {
  await cluster.close();
});

describe('committing', () => {
  it('stores offsets of a consumer that assigns by hand, with what belongs to them', async () => {
    const results = await commit({
      offsets: [
        { topic: 'orders', partition: 0, offset: 10, leaderEpoch: 3, metadata: 'half' },
        { topicId: ordersId, topic: 'orders', partition: 1, offset: 20 },
      ],
    });
    expect(results).toMatchObject([
      { topic: 'orders', partition: 0, errorCode: '', offset: 10 },
      { topic: 'orders', partition: 1, errorCode: '', offset: 20 },
    ]);
    const offsets = await fetchAll();
    expect(offsets).toMatchObject([
      { topicId: ordersId, topic: 'orders', partition: 0, offset: 10, metadata: 'half' },
      { topicId: ordersId, topic: 'orders', partition: 1, offset: 20, metadata: '' },
    ]);
    expect(offsets[0]?.leaderEpoch).toBe(3);
    expect(offsets[1]?.leaderEpoch).toBeUndefined();
    expect(offsets[0]?.committedAtMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it('answers only for the partitions that are asked for and were committed', async () => {
    await commit({ offsets: [0, 1].map((partition) => entry(partition, 5)) });
    const { offsets } = await callUnary(
      client(),
      'fetchOffsets',
      {
        groupId: 'group',
        partitions: [
          { topic: 'orders', partition: 1 },
          { topicId: ordersId, partition: 3 },
          { topic: 'nothing', partition: 0 },
        ],
      },
      deadline,
    );
    expect(offsets.map(({ partition }) => partition)).toEqual([1]);
  });

  it('never goes back by a commit, and says which offset holds', async () => {
    await commit({ offsets: [entry(0, 50)] });
    expect(await commit({ offsets: [entry(0, 30)] })).toMatchObject([
      { errorCode: '', offset: 50 },
    ]);
    expect(await fetchAll()).toMatchObject([{ offset: 50 }]);
  });

  it('refuses each bad entry by itself', async () => {
    cluster.leader.ranges.set(2, { logStartOffset: 100, highWatermark: 200 });
    const results = await commit({
      offsets: [
        entry(0, 1),
        { topic: 'nothing', partition: 0, offset: 1 },
        entry(9, 1),
        { ...entry(1, 1), metadata: 'x'.repeat(4097) },
        entry(1, -1),
        entry(2, 99),
        entry(2, 201),
        { ...entry(1, 1), topicId: 'not a uuid' },
      ],
    });
    expect(results.map(({ errorCode }) => errorCode)).toEqual([
      '',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'OFFSET_METADATA_TOO_LARGE',
      'INVALID_REQUEST',
      'OFFSET_OUT_OF_RANGE',
      'OFFSET_OUT_OF_RANGE',
      'INVALID_REQUEST',
    ]);
    expect(results[6]?.errorMessage).toBe('Offset 201 is outside 100 to 200, which the log holds');
    expect(await fetchAll()).toHaveLength(1);
  });

  it('learns when the log has grown, and takes an offset that nobody can check', async () => {
    await commit({ offsets: [entry(0, 1000)] });
    cluster.leader.ranges.set(0, { logStartOffset: 0, highWatermark: 2000 });
    expect(await commit({ offsets: [entry(0, 2000)] })).toMatchObject([{ errorCode: '' }]);
    cluster.leader.isSilent = true;
    expect(await commit({ offsets: [entry(0, 5000)] })).toMatchObject([{ errorCode: '' }]);
  });

  it('asks no leader about what it knows to be in range', async () => {
    await commit({ offsets: [entry(0, 10)] });
    const { calls } = cluster.leader;
    await commit({ offsets: [entry(0, 20)] });
    expect(cluster.leader.calls).toBe(calls);
  });

  it('refuses more offsets than one commit may have', async () => {
    const offsets = Array.from({ length: 1001 }, () => entry(0, 1));
    await expect(commit({ offsets })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('is fenced by the member epoch', async () => {
    const member = new TestMember(cluster, running.address);
    await member.reads(0, 1, 2, 3);
    const { memberId, memberEpoch } = member;
    const offsets = [entry(0, 1)];
    await expect(commit({ offsets })).rejects.toMatchObject({ code: 'UNKNOWN_MEMBER_ID' });
    await expect(commit({ offsets, memberId: 'nobody' })).rejects.toMatchObject({
      code: 'UNKNOWN_MEMBER_ID',
    });
    await expect(commit({ offsets, memberId, memberEpoch: memberEpoch + 1 })).rejects.toMatchObject(
      { code: 'FENCED_MEMBER_EPOCH' },
    );
    expect(await commit({ offsets, memberId, memberEpoch })).toMatchObject([{ errorCode: '' }]);

    const other = new TestMember(cluster, running.address);
    await Promise.all([member.reads(0, 1), other.reads(2, 3)]);
    const late = await commit({ offsets: [entry(1, 7), entry(2, 7)], memberId, memberEpoch });
    expect(late.map(({ errorCode }) => errorCode)).toEqual(['', 'FENCED_MEMBER_EPOCH']);
  });

  it('shares writes between commits that come together', async () => {
    const write = vi.spyOn(cluster.store, 'write');
    const commits = Array.from({ length: 200 }, (_, index) =>
      commit({ offsets: [entry(index % 4, index)] }),
    );
    const results = await Promise.all(commits);
    expect(results.flat().every(({ errorCode }) => errorCode === '')).toBe(true);
    expect(write.mock.calls.length).toBeLessThan(100);
    expect((await fetchAll()).map(({ offset }) => offset)).toEqual([196, 197, 198, 199]);
  });
});

describe('resetting', () => {
  beforeEach(async () => {
    cluster.leader.ranges.set(0, { logStartOffset: 10, highWatermark: 90 });
    await commit({ offsets: [{ ...entry(0, 50), metadata: 'note' }] });
  });

  it.each<[ResetOffsetsRequestInput, number]>([
    [{ to: 'RESET_TO_EARLIEST' }, 10],
    [{ to: 'RESET_TO_LATEST' }, 90],
    [{ to: 'RESET_TO_OFFSET', value: 33 }, 33],
    [{ to: 'RESET_TO_TIMESTAMP', value: 44 }, 44],
    [{ to: 'RESET_TO_TIMESTAMP', value: 5000 }, 90],
    [{ to: 'RESET_TO_SHIFT', value: -7 }, 43],
    [{ to: 'RESET_TO_SHIFT', value: -700 }, 10],
    [{ to: 'RESET_TO_SHIFT', value: 700 }, 90],
    [{ to: 'RESET_TO_DURATION', value: 1000 }, 90],
  ])('%o goes to %d', async (request, offset) => {
    const results = await reset({ ...request, partitions: [0] });
    expect(results).toMatchObject([{ topic: 'orders', partition: 0, errorCode: '', offset }]);
    expect(await fetchAll()).toMatchObject([{ partition: 0, offset, metadata: '' }]);
  });

  it('changes nothing in a dry run', async () => {
    const results = await reset({ to: 'RESET_TO_EARLIEST', dryRun: true });
    expect(results.map(({ offset }) => offset)).toEqual([10, 0, 0, 0]);
    expect(await fetchAll()).toMatchObject([{ partition: 0, offset: 50, metadata: 'note' }]);
  });

  it('covers the whole topic where no partition is named, for a new group too', async () => {
    await reset({ groupId: 'new', to: 'RESET_TO_LATEST' });
    const { offsets } = await callUnary(client(), 'fetchOffsets', { groupId: 'new' }, deadline);
    expect(offsets.map(({ offset }) => offset)).toEqual([90, 1000, 1000, 1000]);
  });

  it('refuses each partition that it cannot reset', async () => {
    const results = await reset({ to: 'RESET_TO_OFFSET', value: 95, partitions: [0, 1, 7] });
    expect(results.map(({ errorCode }) => errorCode)).toEqual([
      'OFFSET_OUT_OF_RANGE',
      '',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    expect(await reset({ to: 'RESET_TO_SHIFT', value: 1, partitions: [3] })).toMatchObject([
      {
        errorCode: 'INVALID_REQUEST',
        errorMessage: 'The partition has no committed offset to shift',
      },
    ]);
    expect(await reset({ partitions: [0] })).toMatchObject([{ errorCode: 'INVALID_REQUEST' }]);
    await expect(reset({ topic: 'nothing', to: 'RESET_TO_LATEST' })).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });

  it('needs force while there are members, who are fenced then', async () => {
    const member = new TestMember(cluster, running.address);
    await member.reads(0, 1, 2, 3);
    const request: ResetOffsetsRequestInput = { to: 'RESET_TO_EARLIEST', partitions: [0] };
    await expect(reset(request)).rejects.toMatchObject({ code: 'NON_EMPTY_GROUP' });
    expect(await reset({ ...request, dryRun: true })).toHaveLength(1);
    await reset({ ...request, force: true });
    await member.ended();
    expect(member.error).toMatchObject({
      code: 'FENCED_MEMBER_EPOCH',
      metadata: { reason: 'reset' },
    });
    expect(await fetchAll()).toMatchObject([{ offset: 10 }]);
  });
});

function client() {
  return cluster.client(running.address);
}

function entry(partition: number, offset: number) {
  return { topic: 'orders', partition, offset };
}

async function commit(request: CommitOffsetsRequestInput) {
  const response = await callUnary(
    client(),
    'commitOffsets',
    { groupId: 'group', ...request },
    deadline,
  );
  return response.results;
}

async function reset(request: ResetOffsetsRequestInput) {
  const full = { groupId: 'group', topic: 'orders', ...request };
  const response = await callUnary(client(), 'resetOffsets', full, deadline);
  return response.results;
}

async function fetchAll() {
  const response = await callUnary(client(), 'fetchOffsets', { groupId: 'group' }, deadline);
  return response.offsets.toSorted((left, right) => left.partition - right.partition);
}
