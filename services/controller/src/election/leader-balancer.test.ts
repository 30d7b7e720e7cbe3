import { afterEach, expect, it } from 'vitest';
import { TestCluster, until } from '../../test/test-cluster.ts';

let cluster: TestCluster;

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

it('gives leaderships back to a node that is in sync again, and to no other', async () => {
  cluster = await TestCluster.start({ controller: { leaderBalanceIntervalMs: 100 } });
  await cluster.createTopic('orders');
  const preferred = cluster.leaderOf('orders') ?? 0;
  await cluster.node(preferred).kill();
  await until('another leader', () => (cluster.leaderOf('orders') ?? preferred) !== preferred);
  const deputy = cluster.leaderOf('orders') ?? 0;
  await cluster.node(preferred).start();
  await until('it to be back', () => cluster.isAlive(preferred));
  expect(cluster.leaderOf('orders')).toBe(deputy);

  await cluster.node(deputy).reportInSync(cluster.topic('orders')?.topicId ?? '', [1, 2, 3]);
  await until('the preferred leader', () => cluster.leaderOf('orders') === preferred);
});
