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

it('leaves a leadership where it is while another replica is away', async () => {
  cluster = await TestCluster.start({ controller: { leaderBalanceIntervalMs: 100 } });
  await cluster.createTopic('whole');
  const preferred = cluster.leaderOf('whole') ?? 0;
  let lacking = '';
  for (let index = 0; lacking === ''; index += 1) {
    await cluster.createTopic(`lacking-${index}`);
    if (cluster.leaderOf(`lacking-${index}`) === preferred) lacking = `lacking-${index}`;
  }
  const names = ['whole', lacking];
  await cluster.node(preferred).kill();
  await until('other leaders', () =>
    names.every((name) => (cluster.leaderOf(name) ?? preferred) !== preferred),
  );
  const deputies = new Map(names.map((name) => [name, cluster.leaderOf(name) ?? 0]));
  await cluster.node(preferred).start();
  await until('it to be back', () => cluster.isAlive(preferred));

  const report = async (name: string, inSync: number[]): Promise<void> => {
    const topicId = cluster.topic(name)?.topicId ?? '';
    await cluster.node(deputies.get(name) ?? 0).reportInSync(topicId, inSync);
  };
  // First, so that every round that sees the whole one sees this one too.
  await report(lacking, [preferred, deputies.get(lacking) ?? 0]);
  await report('whole', [1, 2, 3]);
  await until('the whole one to go back', () => cluster.leaderOf('whole') === preferred);
  expect(cluster.leaderOf(lacking)).toBe(deputies.get(lacking));
});
