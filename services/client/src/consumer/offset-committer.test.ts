import { WeirError } from '@weir/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { Cluster } from '../cluster/cluster.ts';
import { OffsetCommitter } from './offset-committer.ts';

let fake: FakeCluster;
let cluster: Cluster;
let committer: OffsetCommitter;

beforeEach(async () => {
  fake = await FakeCluster.start();
  fake.createTopic('t', 2);
  cluster = new Cluster({ bootstrap: fake.address });
  committer = new OffsetCommitter({
    cluster,
    groupId: 'g',
    identity: () => ({ memberId: '', memberEpoch: 0 }),
  });
});

afterEach(async () => {
  await cluster.close();
  await fake[Symbol.asyncDispose]();
});

const at = (partition: number, offset: number) => ({ topic: 't', partition, offset });

it('sends what comes while a commit is under way as one more, with the newest of each partition', async () => {
  await Promise.all([
    committer.commit([at(0, 1)]),
    committer.commit([at(1, 1)]),
    new Promise((resolve) => {
      setImmediate(resolve);
    }).then(() => Promise.all([2, 3, 4].map((offset) => committer.commit([at(0, offset)])))),
  ]);
  const offsets = fake.groups.commits.map((commit) =>
    commit.offsets.map(({ partition, offset }) => `${partition}@${offset}`),
  );
  expect(offsets).toEqual([['0@1', '1@1'], ['0@4']]);
});

it('tells each caller of its own partitions only', async () => {
  const identity = { memberId: 'm', memberEpoch: 1 };
  const member = new OffsetCommitter({ cluster, groupId: 'g', identity: () => identity });
  fake.groups.members.set('m', {
    memberId: 'm',
    memberEpoch: 1,
    subscribe: {} as never,
    owned: [{ topicId: '', topic: 't', partition: 0 }],
    stream: undefined,
    end: () => undefined,
  });
  const results = await Promise.allSettled([member.commit([at(0, 1)]), member.commit([at(1, 1)])]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

it('sends many commits of one turn, none of them awaited, as one request, one at a time', async () => {
  const hold = Promise.withResolvers<void>();
  fake.groups.hold = hold.promise;
  const first = Array.from({ length: 1_000 }, (_none, offset) => committer.commit([at(0, offset)]));
  await eventually(() => fake.groups.commits.length === 1);
  const more = Array.from({ length: 1_000 }, (_none, offset) =>
    committer.commit([at(offset % 2, 2_000 + offset)]),
  );
  await new Promise(setImmediate);
  expect(fake.groups.commits).toHaveLength(1);
  hold.resolve();
  await Promise.all([...first, ...more]);
  const sent = fake.groups.commits.map(({ offsets }) => offsets.map(({ offset }) => offset));
  expect(sent).toEqual([[999], [2_998, 2_999]]);
});

it.each(['COORDINATOR_LOAD_IN_PROGRESS', 'NOT_COORDINATOR', 'STORE_UNAVAILABLE'] as const)(
  'tries again after %s, as whoever it is then',
  async (code) => {
    let memberEpoch = 1;
    const member = new OffsetCommitter({
      cluster,
      groupId: 'g',
      identity: () => ({ memberId: '', memberEpoch }),
    });
    fake.groups.unavailable = new WeirError(code, 'For now');
    const commit = member.commit([at(0, 5)]);
    await eventually(() => fake.groups.commits.length > 1);
    memberEpoch = 2;
    fake.groups.unavailable = undefined;
    await commit;
    expect(fake.groups.commits[0]?.memberEpoch).toBe(1);
    expect(fake.groups.commits.at(-1)?.memberEpoch).toBe(2);
    expect(fake.groups.committed.get('t/0')?.offset).toBe(5);
  },
);

it('gives up within the request timeout', async () => {
  const hasty = new Cluster({ bootstrap: fake.address, requestTimeoutMs: 100 });
  const member = new OffsetCommitter({
    cluster: hasty,
    groupId: 'g',
    identity: () => ({ memberId: '', memberEpoch: 0 }),
  });
  fake.groups.unavailable = new WeirError('STORE_UNAVAILABLE', 'For now');
  await expect(member.commit([at(0, 5)])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await hasty.close();
});

it('settles when nothing is under way, and rejects what is when it is closed', async () => {
  await committer.settled();
  fake.groups.unavailable = new WeirError('STORE_UNAVAILABLE', 'For now');
  const commit = committer.commit([at(0, 5)]);
  await eventually(() => fake.groups.commits.length > 0);
  committer.close();
  await expect(commit).rejects.toBeInstanceOf(WeirError);
  await committer.settled();
  await expect(committer.commit([at(0, 6)])).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('does not commit under a new member id what was read under the old one', async () => {
  let memberId = 'old';
  const member = new OffsetCommitter({
    cluster,
    groupId: 'g',
    identity: () => ({ memberId, memberEpoch: 1 }),
  });
  const first = member.commit([at(0, 1)]);
  memberId = 'new';
  await expect(first).rejects.toMatchObject({ code: 'UNKNOWN_MEMBER_ID' });
  expect(fake.groups.commits).toEqual([]);
});

it('commits nothing while the consumer is no member', async () => {
  const member = new OffsetCommitter({
    cluster,
    groupId: 'g',
    identity: () => {
      throw new WeirError('UNKNOWN_MEMBER_ID', 'The consumer is not a member of its group now');
    },
  });
  await expect(member.commit([at(0, 1)])).rejects.toMatchObject({ code: 'UNKNOWN_MEMBER_ID' });
  expect(fake.groups.commits).toEqual([]);
});
