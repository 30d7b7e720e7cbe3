import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestCluster, until } from '../../test/test-cluster.ts';

let cluster: TestCluster;

beforeEach(async () => {
  cluster = await TestCluster.start();
});

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function loneLeader(followers: readonly number[]): Promise<number> {
  const topic = await cluster.createTopic('orders');
  const leader = cluster.leaderOf('orders') ?? 0;
  cluster.node(leader).copying = followers;
  await cluster.node(leader).reportInSync(topic.topicId, [leader]);
  return leader;
}

it('replaces a leader that no live member follows', async () => {
  const leader = await loneLeader([]);
  await until('another leader', () => (cluster.leaderOf('orders') ?? leader) !== leader);
  expect(cluster.topic('orders')?.partitions[0]?.leaderEpoch).toBe(2);
  const topicId = cluster.topic('orders')?.topicId ?? '';
  expect(cluster.node(leader).replica(topicId, 0).role).toBe('follower');
});

it('replaces one whose followers have fallen silent', async () => {
  const leader = await loneLeader([1, 2, 3]);
  cluster.node(leader).followersSilentMs = 1_000;
  await until('another leader', () => (cluster.leaderOf('orders') ?? leader) !== leader);
  expect(cluster.topic('orders')?.partitions[0]?.leaderEpoch).toBe(2);
});

it('leaves a leader alone whose followers are behind', async () => {
  const leader = await loneLeader([1, 2, 3]);
  const sinceMs = performance.now();
  await until('it to have been asked', () => {
    const isAsked = cluster.node(leader).countOf('ChangeReplicaConfig') > 1;
    return isAsked && performance.now() - sinceMs > 1_500;
  });
  expect(cluster.leaderOf('orders')).toBe(leader);
});
