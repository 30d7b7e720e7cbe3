import { Metadata } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { AdminService, MessagingService, type PublishRequest } from '@weir/protos';
import { expect, it } from 'vitest';
import { handleUnary } from './handle-unary.ts';
import { silentLogger } from './logger.ts';
import { RpcServer } from './rpc-server.ts';
import type { CallContext } from './call-context.ts';
import type { Caller } from './security/caller.ts';
import { unrestrictedCaller } from './security/caller.ts';

const { ListTopics, DeleteTopic } = AdminService.service;

function options(): {
  metadata: Metadata;
  peer: string;
  authContext: object;
  deadlineMs: number;
  signal: AbortSignal;
} {
  return {
    metadata: new Metadata(),
    peer: '127.0.0.1:1',
    authContext: {},
    deadlineMs: 10_000,
    signal: new AbortController().signal,
  };
}

function serverWith(
  listTopics: (context: CallContext, includeInternal: boolean) => Promise<object>,
): RpcServer {
  const server = new RpcServer({
    logger: silentLogger,
    security: {
      identify: ({ metadata }): Caller => ({
        ...unrestrictedCaller,
        principal: `user:${metadata.get('authorization').join('')}`,
      }),
    },
  });
  server.addService(
    { ListTopics },
    {
      ListTopics: handleUnary(
        (request: { readonly includeInternal: boolean }, context: CallContext) =>
          listTopics(context, request.includeInternal),
      ),
    },
  );
  return server;
}

it('hands over request, caller and answer as a connection would', async () => {
  const server = serverWith(async ({ caller, peer }, includeInternal) => ({
    topics: [{ name: `${caller.principal} ${peer} ${String(includeInternal)}` }],
  }));
  const call = options();
  call.metadata.set('authorization', 'ann');

  const { topics } = await server.call(ListTopics, { includeInternal: true }, call);

  expect(topics).toMatchObject([
    {
      ...{ name: 'user:ann 127.0.0.1:1 true', topicId: '' },
      ...{ partitions: 0, replicationFactor: 0, internal: false },
    },
  ]);
});

it('hands over a request whose bytes are large', async () => {
  const { Publish } = MessagingService.service;
  const server = new RpcServer({ logger: silentLogger });
  server.addService(
    { Publish },
    {
      Publish: handleUnary(async ({ records }: PublishRequest) => ({
        results: records.map(({ value }) => ({ topic: String(value?.length) })),
      })),
    },
  );
  const value = Buffer.alloc(1_000_000, 'x');

  const { results } = await server.call(Publish, { records: [{ value }] }, options());

  expect(results).toMatchObject([{ topic: '1000000' }]);
});

it('keeps the code and metadata of an error', async () => {
  const server = serverWith(() =>
    Promise.reject(new WeirError('NOT_CONTROLLER', 'No', { metadata: { controller: 'a:1' } })),
  );
  await expect(server.call(ListTopics, {}, options())).rejects.toMatchObject({
    code: 'NOT_CONTROLLER',
    metadata: { controller: 'a:1' },
  });
});

it('tells the handler of a cancellation and of a deadline', async () => {
  const server = serverWith(async ({ signal }) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    throw new WeirError('CANCELLED', 'Cancelled');
  });
  const cancelled = new AbortController();
  const call = server.call(ListTopics, {}, { ...options(), signal: cancelled.signal });
  cancelled.abort();
  await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
  const late = server.call(ListTopics, {}, { ...options(), deadlineMs: 1 });
  await expect(late).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('refuses a method that the server does not have', async () => {
  const server = serverWith(() => Promise.resolve({}));
  await expect(server.call(DeleteTopic, {}, options())).rejects.toMatchObject({
    code: 'UNSUPPORTED_VERSION',
  });
});

it('tells who comes by another door than gRPC', async () => {
  const server = serverWith(async () => ({}));
  const call = options();
  call.metadata.set('authorization', 'ann');
  expect(await server.identify('/weir.v1.Any/Call', call)).toMatchObject({
    principal: 'user:ann',
  });
});
