import { connect as connectHttp2, type Settings } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { Client, credentials, makeClientConstructor } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { GroupService, MetadataService } from '@weir/protos';
import { service as healthService } from 'grpc-health-check';
import { expect, it, onTestFinished, vi } from 'vitest';
import { logLines } from '../test/log-lines.ts';
import { serveGroups } from '../test/serve-groups.ts';
import { callUnary } from './call-unary.ts';
import { ChannelPool } from './channel-pool.ts';
import { handleBidiStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import { silentLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { receiveWindowBytes } from './receive-windows.ts';
import { RpcServer } from './rpc-server.ts';
import { fromServiceError } from './service-error.ts';

it('carries an error with its code, message and facts to the caller', async () => {
  const { client } = await serveGroups({
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
  const { client } = await serveGroups({
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
  let leftMs = Infinity;
  const { client } = await serveGroups({
    DeleteGroup: handleUnary((_request, { signal, remainingMs }) => {
      leftMs = remainingMs;
      signal.addEventListener('abort', () => {
        aborted.resolve();
      });
      return new Promise(() => undefined);
    }),
  });
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 50 });
  await expect(call).rejects.toMatchObject({ code: 'REQUEST_TIMED_OUT' });
  await aborted.promise;
  expect(leftMs).toBeLessThanOrEqual(50);
});

it('cancels a call by signal', async () => {
  const { client } = await serveGroups({
    DeleteGroup: handleUnary(() => new Promise(() => undefined)),
  });
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
  onTestFinished(() => {
    channels.close();
  });
  const client = channels.client(GroupService, '127.0.0.1:1');
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE' });
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
  onTestFinished(() => {
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
  const { port } = await serveGroups({});
  const second = new RpcServer({ logger: silentLogger });
  onTestFinished(() => second.stop({ graceMs: 10 }));
  await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(`127.0.0.1:${port}`) as string,
  });
});

it('grants each connection a receive window of 8 MiB', async () => {
  const { port } = await serveGroups({});
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  onTestFinished(() => {
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
  const { port, client } = await serveGroups({
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
  const { address, channels } = await serveGroups({});
  const client = channels.client(MetadataService, address);
  const call = callUnary(client, 'getMetadata', { topics: [] }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({ code: 'UNSUPPORTED_VERSION' });
});

it('lives on when an error message holds half a character', async () => {
  const { client } = await serveGroups({
    DeleteGroup: handleUnary(async () => {
      throw new WeirError('INVALID_GROUP_ID', 'Bad 😀'.slice(0, 5));
    }),
  });
  for (const groupId of ['first', 'second']) {
    const call = callUnary(client, 'deleteGroup', { groupId }, { deadlineMs: 5_000 });
    await expect(call).rejects.toMatchObject({ code: 'INVALID_GROUP_ID' });
  }
});

it('keeps other calls of a connection when one fails with a very long message', async () => {
  const { client } = await serveGroups({
    DeleteGroup: handleUnary(async () => {
      throw new WeirError('INVALID_GROUP_ID', 'x'.repeat(500_000));
    }),
    Join: handleBidiStream(async (stream, { signal }) => {
      stream.write({ heartbeat: {} });
      stream.on('data', () => stream.write({ heartbeat: {} }));
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
    }),
  });
  const stream = client.join();
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.once('data', resolve));
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({ code: 'INVALID_GROUP_ID' });
  const answered = new Promise((resolve) => stream.once('data', resolve));
  stream.write({ heartbeat: {} });
  await answered;
  stream.cancel();
});

it('rejects with UNAVAILABLE on a client whose address was evicted, and has a new one', async () => {
  const { client, channels, address } = await serveGroups({
    DeleteGroup: handleUnary(async () => ({})),
  });
  channels.evict(address);
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({ name: 'WeirError', code: 'UNAVAILABLE' });
  const next = channels.client(GroupService, address);
  await callUnary(next, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
});

it('logs whole what its caller sees only the name of', async () => {
  const log = logLines();
  const { client } = await serveGroups(
    {
      DeleteGroup: handleUnary(async () => {
        throw new TypeError('secret');
      }),
    },
    { logger: log.logger },
  );
  const call = callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await expect(call).rejects.toMatchObject({ code: 'UNKNOWN_SERVER_ERROR' });
  expect(log.lines).toContainEqual(
    expect.objectContaining({
      level: 50,
      method: 'GroupService/DeleteGroup',
      err: expect.objectContaining({ message: 'secret' }) as unknown,
    }),
  );
});

it('counts calls by method and outcome', async () => {
  const metrics = createMetrics('test');
  const { client } = await serveGroups(
    {
      DeleteGroup: handleUnary(async ({ groupId }) => {
        if (groupId === '') throw new WeirError('INVALID_GROUP_ID', 'Empty');
        return {};
      }),
      Join: handleBidiStream(async (stream) => {
        await new Promise((resolve) => stream.resume().on('end', resolve));
      }),
    },
    { metrics },
  );
  await callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 5_000 });
  await callUnary(client, 'deleteGroup', { groupId: '' }, { deadlineMs: 5_000 }).catch(
    () => undefined,
  );
  const stream = client.join();
  const ended = new Promise((resolve) => stream.resume().on('end', resolve));
  stream.end();
  await ended;
  const text = await metrics.registry.metrics();
  expect(text).toContain('weir_rpc_calls_total{method="GroupService/DeleteGroup",code="OK"} 1');
  expect(text).toContain(
    'weir_rpc_calls_total{method="GroupService/DeleteGroup",code="INVALID_GROUP_ID"} 1',
  );
  expect(text).toContain('weir_rpc_calls_total{method="GroupService/Join",code="OK"} 1');
  expect(text).toContain('weir_rpc_open_streams_count{method="GroupService/Join"} 0');
  expect(text).toContain('weir_rpc_unary_call_seconds_count{method="GroupService/DeleteGroup"} 2');
  expect(text).toContain('weir_rpc_connections 1');
  expect(text).toMatch(/weir_build_info{service="test",version="[\d.]+",node_version="[\d.]+"} 1/);
});

it('tells its health, of the whole and of each service', async () => {
  const { server, address } = await serveGroups({});
  const HealthClient = makeClientConstructor(healthService, 'Health');
  const client = new HealthClient(address, credentials.createInsecure());
  onTestFinished(() => {
    client.close();
  });
  const check = (service: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      client['check']?.({ service }, (error: Error | null, response: { status: string }) => {
        if (error === null) resolve(response.status);
        else reject(error);
      });
    });
  expect(await check('')).toBe('SERVING');
  expect(await check('weir.v1.GroupService')).toBe('SERVING');
  server.setServing('weir.v1.GroupService', false);
  expect(await check('weir.v1.GroupService')).toBe('NOT_SERVING');
  expect(await check('')).toBe('SERVING');
  await expect(check('weir.v1.Nowhere')).rejects.toMatchObject({ code: 5 });
});

it('describes what it serves, health too, to a client that has no proto files', async () => {
  const { address } = await serveGroups({});
  const client = new Client(address, credentials.createInsecure());
  onTestFinished(() => {
    client.close();
  });
  const stream = client.makeBidiStreamRequest(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes,
  );
  const answered = new Promise<Buffer>((resolve) => stream.once('data', resolve));
  // ServerReflectionRequest { list_services: "" }
  stream.write(Buffer.from([(7 << 3) | 2, 0]));
  const names = (await answered).toString('latin1');
  expect(names).toContain('weir.v1.GroupService');
  expect(names).toContain('grpc.health.v1.Health');
  expect(names).not.toContain('weir.v1.LogService');
  stream.end();
});

it('logs a connection that does not speak HTTP/2 at debug', async () => {
  const log = logLines();
  const { port } = await serveGroups({}, { logger: log.logger });
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.0\r\n\r\n\0garbage');
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  await vi.waitFor(() => {
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 20, msg: 'Connection broken: not HTTP/2, or cut off' }),
    );
  });
});

it('stops at once when its streams end by their stopping signal', async () => {
  const { server, client } = await serveGroups({
    Join: handleBidiStream(async (stream, { stopping }) => {
      stream.write({ heartbeat: {} });
      await new Promise((resolve) => {
        stopping.addEventListener('abort', resolve);
      });
      throw new WeirError('SHUTTING_DOWN', 'This service is stopping');
    }),
  });
  const stream = client.join();
  const failed = new Promise((resolve) => stream.on('error', resolve));
  await new Promise((resolve) => stream.once('data', resolve));
  const startedMs = performance.now();
  await server.stop({ graceMs: 20_000 });
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect(fromServiceError(await failed).code).toBe('SHUTTING_DOWN');
  await expect(server.stop({ graceMs: 10 })).resolves.toBeUndefined();
});
