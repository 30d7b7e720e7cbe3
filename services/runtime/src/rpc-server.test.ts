import { connect as connectHttp2, type Settings } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { WeirError } from '@weir/core';
import { GroupService, type GroupServiceHandlers, MetadataService } from '@weir/protos';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { afterEach, expect, it } from 'vitest';
import { callUnary } from './call-unary.ts';
import { ChannelPool } from './channel-pool.ts';
import { handleBidiStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import { silentLogger } from './logger.ts';
import { receiveWindowBytes } from './receive-windows.ts';
import { RpcServer } from './rpc-server.ts';
import { fromServiceError } from './service-error.ts';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serve(handlers: Partial<GroupServiceHandlers>) {
  const server = new RpcServer({ logger: silentLogger });
  server.addService(GroupService.service, handlers as UntypedServiceImplementation);
  const { address, port } = await server.listen({ host: '127.0.0.1', port: 0 });
  const channels = new ChannelPool();
  cleanups.push(
    () => server.stop({ graceMs: 100 }),
    () => {
      channels.close();
    },
  );
  return { address, port, channels, client: channels.client(GroupService, address) };
}

it('carries an error with its code, message and facts to the caller', async () => {
  const { client } = await serve({
    DeleteGroup: handleUnary(async () => {
      throw new WeirError('NOT_COORDINATOR', 'Shard 7 is elsewhere', {
        metadata: { coordinator: '127.0.0.1:9' },
      });
    }),
  });
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({
    code: 'NOT_COORDINATOR',
    message: 'Shard 7 is elsewhere',
    metadata: { coordinator: '127.0.0.1:9' },
  });
});

it('tells nothing of an unexpected error but that there was one', async () => {
  const { client } = await serve({
    DeleteGroup: handleUnary(async () => {
      throw new TypeError('secret');
    }),
  });
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({
    code: 'UNKNOWN_SERVER_ERROR',
    message: 'Unexpected TypeError',
  });
});

it('ends a call at its deadline and tells the handler', async () => {
  const aborted = Promise.withResolvers<void>();
  const { client } = await serve({
    DeleteGroup: handleUnary((_request, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted.resolve();
      });
      return new Promise(() => undefined);
    }),
  });
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 50 });
  await expect(call).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
  await aborted.promise;
});

it('cancels a call by signal', async () => {
  const { client } = await serve({ DeleteGroup: handleUnary(() => new Promise(() => undefined)) });
  const controller = new AbortController();
  const call = callUnary(
    client,
    'deleteGroup',
    { groupId: 'g' },
    { deadlineMs: 5_000, signal: controller.signal },
  );
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('says UNAVAILABLE where nobody listens', async () => {
  const channels = new ChannelPool();
  cleanups.push(() => {
    channels.close();
  });
  const client = channels.client(GroupService, '127.0.0.1:1');
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('ends a stream with the error that its handler threw', async () => {
  const { client } = await serve({
    Join: handleBidiStream(async (stream) => {
      await new Promise((resolve) => stream.once('data', resolve));
      throw new WeirError('FENCED_MEMBER_EPOCH', 'Member epoch 1 is older than 2');
    }),
  });
  const stream = client.join();
  const failed = new Promise((resolve) => stream.on('error', resolve));
  stream.write({ heartbeat: {} });
  expect(fromServiceError(await failed)).toMatchObject({ code: 'FENCED_MEMBER_EPOCH' });
});

it('aborts the signal of a stream whose caller went away', async () => {
  const aborted = Promise.withResolvers<void>();
  const { client } = await serve({
    Join: handleBidiStream(async (stream, { signal }) => {
      stream.write({ heartbeat: {} });
      signal.addEventListener('abort', () => {
        aborted.resolve();
      });
      await aborted.promise;
      stream.write({ heartbeat: {} });
    }),
  });
  const stream = client.join();
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.once('data', resolve));
  stream.cancel();
  await expect(aborted.promise).resolves.toBeUndefined();
});

it('ends open streams when its grace is over', async () => {
  const server = new RpcServer({ logger: silentLogger });
  server.addService(GroupService.service, {
    Join: handleBidiStream(async (stream, { signal }) => {
      stream.write({ heartbeat: {} });
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
    }),
  });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  const channels = new ChannelPool();
  cleanups.push(() => {
    channels.close();
  });
  const stream = channels.client(GroupService, address).join();
  const ended = new Promise((resolve) => stream.on('error', resolve));
  await new Promise((resolve) => stream.once('data', resolve));
  const startedMs = performance.now();
  await server.stop({ graceMs: 50 });
  expect(fromServiceError(await ended)).toMatchObject({ code: 'UNAVAILABLE' });
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});

it('names the address that is in use', async () => {
  const { port } = await serve({});
  const second = new RpcServer({ logger: silentLogger });
  cleanups.push(() => second.stop({ graceMs: 10 }));
  await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(`127.0.0.1:${port}`) as string,
  });
});

it('grants each connection a receive window of 8 MiB', async () => {
  const { port } = await serve({});
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  cleanups.push(() => {
    session.destroy();
  });
  const windows: (number | undefined)[] = [];
  await new Promise<void>((resolve) => {
    session.on('remoteSettings', ({ initialWindowSize }: Settings) => {
      windows.push(initialWindowSize);
      if (initialWindowSize === receiveWindowBytes) resolve();
    });
  });
  expect(windows).toContain(receiveWindowBytes);
});

it('survives garbage on its port', async () => {
  const { port, client } = await serve({
    DeleteGroup: handleUnary(async () => ({})),
  });
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.0\r\n\r\n\0garbage');
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).resolves.toEqual({});
});

it('answers UNSUPPORTED_VERSION for a service that it does not have', async () => {
  const { address, channels } = await serve({});
  const client = channels.client(MetadataService, address);
  const call = callUnary(client, 'getMetadata', { topics: [] }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({ code: 'UNSUPPORTED_VERSION' });
});
