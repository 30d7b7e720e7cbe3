import type { ClientDuplexStream, ServerDuplexStream } from '@grpc/grpc-js';
import { shardForGroup, WeirError } from '@weir/core';
import {
  type CommitStreamRequest,
  type CommitStreamRequestInput,
  type CommitStreamResponse,
  type CommitStreamResponseInput,
  GroupService,
  type JoinRequest,
  type JoinRequestInput,
  type JoinResponse,
  type JoinResponseInput,
} from '@weir/protos';
import {
  type CallContext,
  callUnary,
  fromServiceError,
  handleBidiStream,
  handleUnary,
} from '@weir/runtime';
import { afterEach, expect, it } from 'vitest';
import { callerWho, type FakeHandlers, RoutingFixture } from './routing.fixture.ts';

let routing: RoutingFixture | undefined;

afterEach(async () => {
  await routing?.[Symbol.asyncDispose]();
});

/** Has no group, and names the second service. */
function refuse(): WeirError {
  const metadata = { coordinator: routing?.addressOf(2) ?? '' };
  return new WeirError('NOT_COORDINATOR', 'Not mine', { metadata });
}

/** A coordinator that answers with its name, or refuses. */
function coordinator(name: string, refusal?: () => WeirError | undefined) {
  const joined: { readonly context: CallContext; readonly messages: JoinRequest[] }[] = [];
  const streams: ServerDuplexStream<JoinRequest, JoinResponseInput>[] = [];
  const group: FakeHandlers['group'] = {
    DescribeGroup: handleUnary(async ({ groupId }, { metadata }) => {
      const error = refusal?.();
      if (error !== undefined) throw error;
      const principal = String(metadata.get('weir-on-behalf-of')[0] ?? '');
      return { groupId, coordinatorId: name, assignor: principal };
    }),
    ListGroups: handleUnary(async () => ({ groups: [{ groupId: `of ${name}` }] })),
    Join: handleBidiStream<JoinRequest, JoinResponseInput>(async (stream, context) => {
      const session = { context, messages: [] as JoinRequest[] };
      joined.push(session);
      streams.push(stream);
      await new Promise<void>((resolve, reject) => {
        stream.on('data', (message: JoinRequest) => {
          session.messages.push(message);
          const error = refusal?.();
          if (error !== undefined) reject(error);
          else if (message.subscribe) stream.write({ assignment: { memberId: name } });
          else if (message.heartbeat) stream.write({ heartbeat: {} });
        });
        stream.on('end', resolve);
        context.signal.addEventListener('abort', () => {
          resolve();
        });
      });
    }),
    CommitStream: handleBidiStream<CommitStreamRequest, CommitStreamResponseInput>(
      async (stream) => {
        await new Promise<void>((resolve) => {
          stream.on('data', ({ correlationId, request }: CommitStreamRequest) => {
            const { code = '', message = '', metadata = {} } = refusal?.() ?? {};
            const response = { results: [{ topic: name, partition: request?.memberEpoch ?? 0 }] };
            stream.write(
              code === ''
                ? { correlationId, response }
                : {
                    correlationId,
                    errorCode: code,
                    errorMessage: message,
                    errorMetadata: metadata,
                  },
            );
          });
          stream.on('end', resolve);
          stream.on('cancelled', resolve);
        });
      },
    ),
  };
  return { handlers: { group }, joined, streams };
}

/** A group of a shard that the coordinator at `index` of two owns. */
function groupAt(index: number): string {
  for (let number = 0; ; number += 1) {
    if (shardForGroup(`g${number}`) % 2 === index) return `g${number}`;
  }
}

function client({ channels, address }: RoutingFixture) {
  return channels.client(GroupService, address);
}

function join(
  fixture: RoutingFixture,
  groupId: string,
): ClientDuplexStream<JoinRequestInput, JoinResponse> {
  const stream = client(fixture).join();
  stream.write({ subscribe: { groupId, topics: ['t'] } });
  return stream;
}

function next<Message>(stream: ClientDuplexStream<never, Message>): Promise<Message> {
  return new Promise((resolve, reject) => {
    stream.once('data', resolve);
    stream.once('error', (error) => {
      reject(fromServiceError(error));
    });
  });
}

async function startTwo(...both: readonly ReturnType<typeof coordinator>[]) {
  const fixture = await RoutingFixture.start(both.map(({ handlers }) => handlers));
  fixture.coordinators = [1, 2];
  await fixture.tell([]);
  return fixture;
}

it('asks the coordinator of the group, in the name of the caller', async () => {
  routing = await startTwo(coordinator('one'), coordinator('two'));
  routing.caller = callerWho({});
  for (const [index, name] of ['one', 'two'].entries()) {
    const request = { groupId: groupAt(index) };
    const answer = await callUnary(client(routing), 'describeGroup', request, {
      deadlineMs: 5_000,
    });
    expect(answer).toMatchObject({ ...request, coordinatorId: name, assignor: 'user:ann' });
  }
});

it('follows the hint of one that has not the group, and waits for one that loads it', async () => {
  const refusals = [new WeirError('COORDINATOR_LOAD_IN_PROGRESS', 'Wait')];
  const two = coordinator('two', () => refusals.shift());
  routing = await startTwo(coordinator('one', refuse), two);
  const request = { groupId: groupAt(0) };
  const answer = await callUnary(client(routing), 'describeGroup', request, { deadlineMs: 5_000 });
  expect(answer.coordinatorId).toBe('two');
  expect(refusals).toEqual([]);
});

it('hands over what a coordinator says, and repeats nothing that may have had an effect', async () => {
  const refusals = [
    new WeirError('UNAVAILABLE', 'Broke', { metadata: { why: 'test' } }),
    new WeirError('GROUP_ID_NOT_FOUND', 'None'),
  ];
  const one = coordinator('one', () => refusals.shift());
  routing = await startTwo(one, coordinator('two'));
  const request = { groupId: groupAt(0) };
  const ask = (): Promise<unknown> =>
    callUnary(client(routing as RoutingFixture), 'describeGroup', request, { deadlineMs: 5_000 });
  await expect(ask()).rejects.toMatchObject({ code: 'UNAVAILABLE', metadata: { why: 'test' } });
  await expect(ask()).rejects.toMatchObject({ code: 'GROUP_ID_NOT_FOUND' });
});

it('lists the groups of all coordinators', async () => {
  routing = await startTwo(coordinator('one'), coordinator('two'));
  const { groups } = await callUnary(client(routing), 'listGroups', {}, { deadlineMs: 5_000 });
  expect(groups.map(({ groupId }) => groupId)).toEqual(['of one', 'of two']);
});

it('carries a session to the coordinator of its group, both ways', async () => {
  const two = coordinator('two');
  routing = await startTwo(coordinator('one'), two);
  routing.caller = callerWho({});
  const stream = join(routing, groupAt(1));
  expect((await next(stream)).assignment?.memberId).toBe('two');
  stream.write({ heartbeat: {} });
  expect((await next(stream)).event).toBe('heartbeat');
  expect(two.joined[0]?.context.metadata.get('weir-on-behalf-of')).toEqual(['user:ann']);

  const ended = new Promise((resolve) => stream.once('end', resolve));
  stream.end();
  await ended;
});

it('looks for the coordinator until one has answered, then hands its end over', async () => {
  const two = coordinator('two');
  routing = await startTwo(coordinator('one', refuse), two);
  const stream = join(routing, groupAt(0));
  expect((await next(stream)).assignment?.memberId).toBe('two');

  const failed = next(stream);
  two.streams[0]?.emit('error', Object.assign(new Error('gone'), { code: 14, details: 'gone' }));
  await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('ends the session at the coordinator when the member goes', async () => {
  const one = coordinator('one');
  routing = await startTwo(one, coordinator('two'));
  const stream = join(routing, groupAt(0));
  await next(stream);
  stream.on('error', () => undefined);
  stream.cancel();
  await expect.poll(() => one.joined[0]?.context.signal.aborted).toBe(true);
});

it('tells a member to come back when the gateway stops', async () => {
  routing = await startTwo(coordinator('one'), coordinator('two'));
  const stream = join(routing, groupAt(0));
  await next(stream);
  const failed = next(stream);
  const stopped = routing.server?.stop({ graceMs: 10_000 });
  await expect(failed).rejects.toMatchObject({
    code: 'SHUTTING_DOWN',
    metadata: { reconnect: 'now' },
  });
  await stopped;
});

it('refuses a session that does not begin with Subscribe', async () => {
  routing = await startTwo(coordinator('one'), coordinator('two'));
  const stream = client(routing).join();
  stream.write({ heartbeat: {} });
  await expect(next(stream)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it('commits to each group at its coordinator, and learns where that is', async () => {
  const one = coordinator('one', refuse);
  routing = await startTwo(one, coordinator('two'));
  const stream: ClientDuplexStream<CommitStreamRequestInput, CommitStreamResponse> =
    client(routing).commitStream();
  const answers = new Map<number, CommitStreamResponse>();
  stream.on('data', (answer: CommitStreamResponse) => answers.set(answer.correlationId, answer));
  const commit = (correlationId: number, index: number): void => {
    stream.write({ correlationId, request: { groupId: groupAt(index) } });
  };
  commit(5, 0);
  commit(6, 1);
  await expect.poll(() => answers.size).toBe(2);
  expect(answers.get(5)).toMatchObject({ errorCode: 'NOT_COORDINATOR', response: null });
  expect(answers.get(6)?.response?.results[0]?.topic).toBe('two');

  commit(7, 0);
  const ended = new Promise((resolve) => stream.once('end', resolve));
  stream.end();
  await ended;
  expect(answers.get(7)?.response?.results[0]?.topic).toBe('two');
});

it('answers commits whose coordinator has gone', async () => {
  routing = await startTwo(coordinator('one'), coordinator('two'));
  await routing.stopService(2);
  const stream: ClientDuplexStream<CommitStreamRequestInput, CommitStreamResponse> =
    client(routing).commitStream();
  stream.write({ correlationId: 1, request: { groupId: groupAt(1) } });
  const { errorCode } = await next(stream as ClientDuplexStream<never, CommitStreamResponse>);
  expect(errorCode).toBe('UNAVAILABLE');
  stream.cancel();
});
