import { createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { FakeCluster } from '../test/fake-cluster.ts';
import { Weir } from './weir.ts';

const closables: AsyncDisposable[] = [];

afterEach(async () => {
  for (const closable of closables.splice(0)) await closable[Symbol.asyncDispose]();
});

function use<Closable extends AsyncDisposable>(closable: Closable): Closable {
  closables.unshift(closable);
  return closable;
}

/** A port on which nobody listens, or one that listens and says nothing. */
async function port(isListening: boolean): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const close = async (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => {
        resolve();
      });
    });
  if (isListening) use({ [Symbol.asyncDispose]: close });
  else await close();
  return `127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
}

it('says what it found when nothing answers in time', async () => {
  const [refused, silent] = [await port(false), await port(true)];
  const weir = use(new Weir({ bootstrap: [refused, silent], connectTimeoutMs: 200 }));
  await expect(weir.connect()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(
      `within 200 ms: ${refused} refuses connections.*${silent} accepts connections but`,
    ) as string,
  });
  await expect(weir.producer().send({ topic: 't', value: 'a' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});

it('needs one address of several, of any service', async () => {
  const cluster = use(await FakeCluster.start(2));
  cluster.createTopic('t');
  const weir = use(new Weir({ bootstrap: [await port(false), cluster.node(2).address] }));
  await weir.producer().send({ topic: 't', value: 'a' });
  expect(cluster.node(1).log.produced).toHaveLength(1);
});

it('connects later when it could not at first', async () => {
  const cluster = use(await FakeCluster.start());
  const weir = use(new Weir({ bootstrap: cluster.address, connectTimeoutMs: 5_000 }));
  await weir.connect();
  await weir.connect();
  expect(await weir.admin().listOffsets([])).toEqual([]);
});

it('flushes its producers and closes its consumers at the end', async () => {
  const cluster = use(await FakeCluster.start());
  const [log] = cluster.createTopic('t');
  const weir = new Weir({ bootstrap: cluster.address });
  const sent = weir.producer({ lingerMs: 60_000 }).send({ topic: 't', value: 'a' });
  const waiting = weir
    .consumer({ groupId: 'g', topics: ['t'] })
    .records()
    .next();
  await eventually(() => cluster.groups.members.size === 1);
  await weir.close();
  await sent;
  expect(log?.logEndOffset).toBe(1);
  expect((await waiting).done).toBe(true);
  expect(cluster.groups.leaves).toBe(1);
  await expect(weir.connect()).rejects.toMatchObject({ code: 'CANCELLED' });
});
