import { Metadata } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import { AdminService } from '@weir/protos';
import { type CallContext, callUnary, fromServiceError, handleUnary } from '@weir/runtime';
import { afterEach, expect, it } from 'vitest';
import { callerWho, RoutingFixture } from './routing.fixture.ts';

let routing: RoutingFixture | undefined;

afterEach(async () => {
  await routing?.[Symbol.asyncDispose]();
});

/** A controller that refuses as often as there are errors, then answers. */
function controller(refusals: WeirError[], contexts: CallContext[] = []) {
  return {
    admin: {
      DeleteTopic: handleUnary(async (_request: unknown, context) => {
        contexts.push(context);
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        return {};
      }),
    },
  };
}

function deleteTopic({ channels, address }: RoutingFixture, metadata = new Metadata()) {
  const client = channels.client(AdminService, address);
  return callUnary(client, 'deleteTopic', { name: 't' }, { deadlineMs: 5_000, metadata });
}

it('says for whom a call is, in which trace, and how long it may take', async () => {
  const contexts: CallContext[] = [];
  routing = await RoutingFixture.start([controller([], contexts)]);
  const metadata = new Metadata();
  metadata.set('traceparent', '00-abc-def-01');
  metadata.set('authorization', 'Bearer secret');
  await deleteTopic(routing, metadata);
  routing.caller = callerWho({});
  await deleteTopic(routing);

  const [internal, ann] = contexts;
  expect(internal?.metadata.getMap()).toMatchObject({ traceparent: '00-abc-def-01' });
  expect(internal?.metadata.get('weir-on-behalf-of')).toEqual([]);
  expect(internal?.metadata.get('authorization')).toEqual([]);
  expect(ann?.metadata.get('weir-on-behalf-of')).toEqual(['user:ann']);
  expect(ann?.remainingMs).toBeLessThanOrEqual(5_000);
});

it('finds the controller that is active', async () => {
  const contexts: CallContext[] = [];
  const active = controller([], contexts);
  routing = await RoutingFixture.start([
    controller([
      new WeirError('NOT_CONTROLLER', 'Not I'),
      new WeirError('NOT_CONTROLLER', 'Nor I'),
    ]),
    active,
  ]);
  await deleteTopic(routing);
  expect(contexts).toHaveLength(1);
});

it('goes to another one when the one that is known has gone', async () => {
  const contexts: CallContext[] = [];
  routing = await RoutingFixture.start([controller([]), controller([], contexts)]);
  await routing.stopService(1);
  await deleteTopic(routing);
  expect(contexts).toHaveLength(1);
});

it.each(['TOPIC_ALREADY_EXISTS', 'UNAVAILABLE', 'REQUEST_TIMED_OUT'] as const)(
  'hands %s over as it is: what had an effect perhaps is not repeated',
  async (code) => {
    const metadata = { topic: 't' };
    const refusal = new WeirError(code, 'No', { metadata });
    routing = await RoutingFixture.start([controller([refusal])]);
    await expect(deleteTopic(routing)).rejects.toMatchObject({ code, message: 'No', metadata });
  },
);

it('gives up when the caller does', async () => {
  const refusals = Array.from({ length: 1_000 }, () => new WeirError('NOT_CONTROLLER', 'Not I'));
  routing = await RoutingFixture.start([controller(refusals)]);
  const client = routing.channels.client(AdminService, routing.address);
  const call = callUnary(client, 'deleteTopic', { name: 't' }, { deadlineMs: 300 });
  await expect(call).rejects.toMatchObject({
    code: expect.stringMatching('NOT_CONTROLLER|REQUEST_TIMED_OUT') as string,
  });
});

it('refuses what is no request, before a controller is asked', async () => {
  const contexts: CallContext[] = [];
  routing = await RoutingFixture.start([controller([], contexts)]);
  const client = routing.channels.client(AdminService, routing.address);
  const refused = await new Promise((resolve) => {
    const { path, responseDeserialize } = AdminService.service.DeleteTopic;
    const asIs = (bytes: Buffer): Buffer => bytes;
    client.makeUnaryRequest(path, asIs, responseDeserialize, Buffer.from([0x7e, 0]), resolve);
  });
  expect(fromServiceError(refused)).toMatchObject({
    code: 'INVALID_REQUEST',
    message:
      'The 2 bytes are no request of /weir.v1.AdminService/DeleteTopic: does the client have the same .proto files?',
  });
  expect(contexts).toEqual([]);
});
