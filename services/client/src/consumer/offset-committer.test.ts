import { afterEach, beforeEach, expect, it } from 'vitest';
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
