import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { FakeCluster } from '../test/fake-cluster.ts';
import { Cluster } from './cluster/cluster.ts';
import { Weir } from './weir.ts';

const closables: AsyncDisposable[] = [];

afterEach(async () => {
  for (const closable of closables.splice(0)) await closable[Symbol.asyncDispose]();
});

function use<Closable extends AsyncDisposable>(closable: Closable): Closable {
  closables.unshift(closable);
  return closable;
}

/** An address at which nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
}

it('calls the gateway for whatever another service owns', async () => {
  const fake = use(await FakeCluster.start(2));
  const [first, second] = fake.createTopic('t', 2);
  const gateway = fake.node(1).address;
  const cluster = new Cluster({ bootstrap: gateway, connect: 'gateway' });
  use({ [Symbol.asyncDispose]: () => cluster.close() });
  const { topicId } = await cluster.topic('t');
  expect([first?.leader, second?.leader]).toEqual([1, 2]);
  expect(cluster.leaderOf(topicId, 1)).toMatchObject({ address: gateway });
  expect(cluster.gateway).toBe(gateway);
  expect(cluster.isInformed).toBe(true);

  // The node behind is never called: the gateway of this test does not pass calls on.
  const weir = use(new Weir({ bootstrap: gateway, connect: 'gateway', requestTimeoutMs: 200 }));
  const listed = weir.admin().listOffsets([{ topic: 't', partition: 1, at: 'latest' }]);
  await expect(listed).rejects.toMatchObject({ code: 'NOT_LEADER_OR_FOLLOWER' });
});

it('finds a gateway that answers', async () => {
  const fake = use(await FakeCluster.start());
  const [log] = fake.createTopic('t');
  const bootstrap = [await deadAddress(), fake.address];
  const weir = use(new Weir({ bootstrap, connect: 'gateway' }));
  await weir.producer().send({ topic: 't', value: 'a' });
  expect(log?.logEndOffset).toBe(1);
  await weir.admin().createTopic({ name: 'other' });
});

it('goes on at another gateway with all that it does', async () => {
  const fake = use(await FakeCluster.start(2));
  const [log] = fake.createTopic('t');
  const bootstrap = [fake.node(1).address, fake.node(2).address];
  const weir = use(new Weir({ bootstrap, connect: 'gateway' }));
  const producer = weir.producer();
  await producer.send({ topic: 't', value: '0' });
  const values: string[] = [];
  const consumer = weir.consumer({ topics: ['t'] });
  const reading = (async () => {
    for await (const record of consumer.records()) values.push(record.text() ?? '');
  })();
  await eventually(() => values.length === 1);

  if (log !== undefined) fake.moveLeader(log, 2);
  await fake.node(1).server.stop({ graceMs: 0 });
  await producer.send({ topic: 't', value: '1' });
  await eventually(() => values.length === 2);
  expect(fake.node(2).log.produced.length).toBeGreaterThan(0);
  await consumer.close();
  await reading;
});
