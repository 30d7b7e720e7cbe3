import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, Agent } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { GroupService } from '@weir/protos';
import { expect, it, onTestFinished } from 'vitest';
import { logLines } from '../test/log-lines.ts';
import { serveGroups } from '../test/serve-groups.ts';
import { callUnary } from './call-unary.ts';
import { handleBidiStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import { silentLogger } from './logger.ts';
import { RpcServer } from './rpc-server.ts';

const request = { groupId: 'g' };

/** Sends a request and returns the status and the whole body of the response. */
async function fetchText(port: number, { path = '/', body = '', agent = new Agent() } = {}) {
  const call = httpRequest({ host: '127.0.0.1', port, path, method: 'POST', agent });
  call.end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, text };
}

async function serveBoth(join?: Parameters<typeof serveGroups>[0]['Join']) {
  return serveGroups(
    {
      DeleteGroup: handleUnary(async ({ groupId }) => {
        expect(groupId.length).toBeGreaterThan(0);
        return {};
      }),
      ...(join === undefined ? {} : { Join: join }),
    },
    {
      http: (incoming, response) => {
        let length = 0;
        incoming.on('data', (chunk: Buffer) => (length += chunk.length));
        incoming.on('end', () => response.end(`${incoming.url} ${length}`));
      },
    },
  );
}

it('serves HTTP/1.1 and gRPC on one port, small and large', async () => {
  const { client, port } = await serveBoth();
  await callUnary(client, 'deleteGroup', request, { deadlineMs: 30_000 });
  const large = { groupId: 'g'.repeat(20 * 1024 * 1024) };
  await callUnary(client, 'deleteGroup', large, { deadlineMs: 30_000 });
  expect(await fetchText(port, { path: '/a' })).toEqual({ status: 200, text: '/a 0' });
  const body = 'x'.repeat(5 * 1024 * 1024);
  expect(await fetchText(port, { path: '/b', body })).toEqual({
    status: 200,
    text: `/b ${body.length}`,
  });
});

it('takes several requests on one HTTP connection', async () => {
  const { port } = await serveBoth();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => {
    agent.destroy();
  });
  for (const path of ['/1', '/2', '/3']) {
    expect((await fetchText(port, { path, body: 'abc', agent })).text).toBe(`${path} 3`);
  }
});

it('answers a client that ends its side after its request', async () => {
  const { port } = await serveBoth();
  const socket = connectTcp(port, '127.0.0.1');
  socket.end('GET /half HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 200 OK[^]*\/half 0/);
});

it('ends a gRPC connection whose client ends its side', async () => {
  const { port } = await serveBoth();
  const socket = connectTcp(port, '127.0.0.1');
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  await once(socket, 'data');
  socket.resume();
  socket.end();
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});

it('survives garbage and connections that break off', async () => {
  const log = logLines();
  const { port, client } = await serveGroups(
    { DeleteGroup: handleUnary(async () => ({})) },
    { logger: log.logger, http: (_incoming, response) => response.end('ok') },
  );
  for (const text of ['\0\0\0\0', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0garbage of no frame']) {
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(text);
    socket.resume();
    await once(socket, 'close');
  }
  for (const text of ['', 'PR', 'GET /', 'PRI * HTTP/2.0\r\n\r\nSM']) {
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    socket.resetAndDestroy();
  }
  await callUnary(client, 'deleteGroup', request, { deadlineMs: 30_000 });
  expect((await fetchText(port)).text).toBe('ok');
  expect(log.lines).not.toContainEqual(expect.objectContaining({ level: 50 }));
});

it('listens at every address of a name, and names one that is in use', async () => {
  const server = new RpcServer({ logger: silentLogger });
  server.addService(GroupService.service, { DeleteGroup: handleUnary(async () => ({})) });
  server.serveHttp((_incoming, response) => response.end('ok'));
  const { port, address } = await server.listen({ host: 'localhost', port: 0 });
  onTestFinished(() => server.stop({ graceMs: 10 }));
  expect((await fetchText(port)).text).toBe('ok');
  expect(address).toBe(`localhost:${port}`);
  const second = new RpcServer({ logger: silentLogger });
  second.serveHttp(() => undefined);
  await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(new RegExp(`127.0.0.1:${port}: it is in use`)) as string,
  });
  await second.stop({ graceMs: 10 });
});

it('stops at once when its injected streams and requests end by themselves', async () => {
  const { server, client, port } = await serveBoth(
    handleBidiStream(async (stream, { stopping }) => {
      stream.write({ heartbeat: {} });
      await new Promise((resolve) => {
        stopping.addEventListener('abort', resolve);
      });
    }),
  );
  const stream = client.join();
  const ended = once(stream, 'end');
  await once(stream, 'data');
  stream.resume();
  const agent = new Agent({ keepAlive: true });
  await fetchText(port, { agent });
  const silent = connectTcp(port, '127.0.0.1');
  await once(silent, 'connect');
  silent.on('error', () => undefined).resume();
  const closed = once(silent, 'close');
  const startedMs = performance.now();
  await server.stop({ graceMs: 30_000 });
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  await Promise.all([ended, closed]);
  agent.destroy();
});

it('answers a request that runs when it is told to stop, and then ends its connection', async () => {
  const requested = Promise.withResolvers<() => void>();
  const { server, port } = await serveGroups(
    {},
    {
      http: (_incoming, response) => {
        requested.resolve(() => response.end('late'));
      },
    },
  );
  const agent = new Agent({ keepAlive: true });
  const answered = fetchText(port, { agent });
  const answer = await requested.promise;
  const startedMs = performance.now();
  const stopped = server.stop({ graceMs: 30_000 });
  answer();
  expect(await answered).toEqual({ status: 200, text: 'late' });
  await stopped;
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  agent.destroy();
});

it('ends injected streams and requests when its grace is over', async () => {
  const requested = Promise.withResolvers<void>();
  const { server, client, port } = await serveGroups(
    {
      Join: handleBidiStream(async (stream, { signal }) => {
        stream.write({ heartbeat: {} });
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
      }),
    },
    {
      http: () => {
        requested.resolve();
      },
    },
  );
  const stream = client.join();
  const failed = once(stream, 'error');
  await once(stream, 'data');
  const cut = fetchText(port).catch((error: unknown) => error);
  await requested.promise;
  await server.stop({ graceMs: 50 });
  await failed;
  expect(await cut).toMatchObject({ code: 'ECONNRESET' });
});

it.each([false, true])(
  'lets a connection that is too old go, and its streams go on for the grace; in front: %s',
  { timeout: 60_000 },
  async (isFronted) => {
    const peers = new Set<string>();
    let toldAtMs = Number.NaN;
    const { client } = await serveGroups(
      {
        DeleteGroup: handleUnary(async (_request, { peer }) => {
          peers.add(peer);
          return {};
        }),
        Join: handleBidiStream(async (stream, { signal, stopping }) => {
          stopping.addEventListener('abort', () => {
            toldAtMs = performance.now();
          });
          stream.on('data', () => {
            stream.write({ heartbeat: {} });
          });
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve);
          });
        }),
      },
      {
        maxConnectionAgeMs: 200,
        maxConnectionAgeGraceMs: 2_000,
        ...(isFronted ? { http: (_incoming, response) => response.end() } : {}),
      },
    );
    const stream = client.join();
    const startedMs = performance.now();
    const endedAtMs = once(stream, 'error').then(() => performance.now() - startedMs);
    // Calls go on all the time, from one connection to the next, and so does the stream.
    while (peers.size < 5) {
      try {
        await callUnary(client, 'deleteGroup', request, { deadlineMs: 30_000 });
      } catch (error) {
        // By this side, when it hears of the end before it has sent the call: safe to repeat.
        expect(error).toMatchObject({ message: 'Stream refused by server' });
      }
      if (stream.destroyed || peers.size > 3) continue;
      const answered = once(stream, 'data');
      stream.write({ heartbeat: {} });
      await answered;
    }
    const lastedMs = await endedAtMs;
    expect(lastedMs).toBeGreaterThan(2_000);
    // It was told in time to end by itself.
    expect(toldAtMs - startedMs).toBeLessThan(lastedMs - 1_500);
  },
);
