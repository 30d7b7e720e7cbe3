import type { ClientDuplexStream } from '@grpc/grpc-js';
import { Weir } from '@weir/client';
import { type Resource, WeirError } from '@weir/core';
import {
  MessagingService,
  type PublishRequestInput,
  type PublishResponse,
  type PublishStreamRequestInput,
  type PublishStreamResponse,
} from '@weir/protos';
import {
  type Caller,
  callUnary,
  ChannelPool,
  fromServiceError,
  RpcServer,
  silentLogger,
  systemClock,
  unrestrictedCaller,
  type Usage,
} from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messagingServiceDefinition } from '../rpc/messaging-handlers.ts';
import { pausing } from '../quota.fixture.ts';
import { createPublishHandlers } from './create-publish-handlers.ts';
import { PublishDesk } from './publish-desk.ts';

/**
 * The handlers behind a real server, without a cluster: every request here is answered before a record
 * would be sent. `gateway-publish.test.ts` of the integration tests has the others.
 */
const deadlineMs = 20_000;
const denied: PublishRequestInput = { records: [{ topic: 'forbidden' }] };
const internal: PublishRequestInput = { records: [{ topic: '__weir_offsets' }] };

let caller: Caller;
let server: RpcServer;
let weir: Weir;
let channels: ChannelPool;
let client: InstanceType<typeof MessagingService>;

beforeEach(async () => {
  caller = unrestrictedCaller;
  server = new RpcServer({ logger: silentLogger, security: { identify: () => caller } });
  weir = new Weir({ bootstrap: '127.0.0.1:9' });
  const publish = new PublishDesk({ weir, clock: systemClock });
  server.addService(messagingServiceDefinition, createPublishHandlers(publish));
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  channels = new ChannelPool();
  client = channels.client(MessagingService, address);
});

afterEach(async () => {
  channels.close();
  await server.stop({ graceMs: 100 });
  await weir.close();
});

class Conversation {
  readonly answers: PublishResponse[] = [];
  readonly ended: Promise<string>;
  readonly #stream: ClientDuplexStream<PublishStreamRequestInput, PublishStreamResponse>;

  constructor() {
    this.#stream = client.publishStream();
    this.#stream.on('data', ({ response }: PublishStreamResponse) => {
      if (response !== null) this.answers.push(response);
    });
    this.ended = new Promise((resolve) => {
      this.#stream.on('error', (error) => {
        resolve(fromServiceError(error).code);
      });
      this.#stream.on('end', () => {
        resolve('OK');
      });
    });
  }

  say(...requests: readonly PublishRequestInput[]): void {
    for (const request of requests) this.#stream.write({ request });
  }

  end(): void {
    this.#stream.end();
  }
}

function codesOf({ results }: PublishResponse): (string | undefined)[] {
  return results.map(({ error }) => error?.code);
}

describe('who may write what', () => {
  it('is told record by record, and asked once for each topic', async () => {
    const asked: Resource[] = [];
    caller = {
      ...unrestrictedCaller,
      require: (_operation, resource) => {
        asked.push(resource);
        throw new WeirError('TOPIC_AUTHORIZATION_FAILED', 'No');
      },
    };
    const records = ['forbidden', '__weir_offsets', 'forbidden'].map((topic) => ({ topic }));
    const answer = await callUnary(client, 'publish', { records }, { deadlineMs });
    expect(codesOf(answer)).toEqual([
      'TOPIC_AUTHORIZATION_FAILED',
      'INVALID_TOPIC',
      'TOPIC_AUTHORIZATION_FAILED',
    ]);
    expect(asked).toEqual([{ type: 'topic', name: 'forbidden' }]);
  });

  it('ends with the credentials, on a stream after the answers that are due', async () => {
    let isValid = true;
    caller = {
      ...unrestrictedCaller,
      checkCredentials: () => {
        if (!isValid) throw new WeirError('AUTHENTICATION_FAILED', 'The key was revoked');
      },
    };
    const conversation = new Conversation();
    conversation.say(internal);
    await expect.poll(() => conversation.answers.length).toBe(1);
    isValid = false;
    conversation.say(internal);
    expect(await conversation.ended).toBe('AUTHENTICATION_FAILED');
    expect(conversation.answers).toHaveLength(1);
    await expect(callUnary(client, 'publish', denied, { deadlineMs })).rejects.toMatchObject({
      code: 'AUTHENTICATION_FAILED',
    });
  });
});

describe('a name', () => {
  const named: PublishRequestInput = {
    producerName: 'billing',
    records: [{ topic: 'forbidden', sequence: 1 }],
  };

  it('is for those who may register producers, as names fence each other', async () => {
    caller = {
      ...unrestrictedCaller,
      require: (_operation, { type }) => {
        if (type === 'cluster') throw new WeirError('CLUSTER_AUTHORIZATION_FAILED', 'No');
      },
    };
    await expect(callUnary(client, 'publish', named, { deadlineMs })).rejects.toMatchObject({
      code: 'CLUSTER_AUTHORIZATION_FAILED',
    });
    const conversation = new Conversation();
    conversation.say(named);
    expect(await conversation.ended).toBe('CLUSTER_AUTHORIZATION_FAILED');
  });
});

describe('limits', () => {
  it('refuses a request that names too many topics', async () => {
    const records = Array.from({ length: 1_001 }, (_none, at) => ({ topic: `t${at}` }));
    await expect(callUnary(client, 'publish', { records }, { deadlineMs })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'Request names 1001 topics, at most 1000 are allowed',
    });
  });
});

describe('quotas', () => {
  it('count bytes and requests; the answer says how long to wait, and a stream is not read', async () => {
    const charged: Usage[] = [];
    caller = { ...unrestrictedCaller, ...pausing(600, { charged }) };
    const fromMs = performance.now();
    const conversation = new Conversation();
    conversation.say(internal, internal);
    conversation.end();
    expect(await conversation.ended).toBe('OK');
    expect(conversation.answers.map(({ throttleMs }) => throttleMs)).toEqual([600, 600]);
    expect(charged).toEqual([1, 2].map(() => ({ producedBytes: 64, requests: 1 })));
    expect(performance.now() - fromMs).toBeGreaterThan(500);
  });

  it('are those of all streams: a new one rests until what another used is paid for', async () => {
    caller = { ...unrestrictedCaller, ...pausing(600) };
    const first = new Conversation();
    first.say(internal);
    await expect.poll(() => first.answers.length).toBe(1);
    first.end();
    const fromMs = performance.now();
    const next = new Conversation();
    next.say(internal);
    await expect.poll(() => next.answers.length, { timeout: deadlineMs }).toBe(1);
    expect(performance.now() - fromMs).toBeGreaterThan(400);
    next.end();
  });

  it('count a call once, and refuse one that is back before its pause is over', async () => {
    const charged: Usage[] = [];
    const quota = pausing(600, { charged });
    caller = {
      ...unrestrictedCaller,
      // The request alone is looked at before the call is served, and is not what is over its quota here.
      charge: (usage) => (usage.producedBytes === undefined ? 0 : quota.charge(usage)),
    };
    const publish = () => callUnary(client, 'publish', internal, { deadlineMs });
    expect((await publish()).throttleMs).toBe(600);
    expect(charged).toEqual([{ producedBytes: 64 }]);
    await expect(publish()).rejects.toMatchObject({ code: 'THROTTLING_QUOTA_EXCEEDED' });
    expect(charged).toHaveLength(1);
  });
});

describe('the end of a stream', () => {
  it('comes with SHUTTING_DOWN when the gateway stops, after what was taken is answered', async () => {
    const conversation = new Conversation();
    conversation.say(internal, internal);
    await expect.poll(() => conversation.answers.length).toBe(2);
    const stopped = server.stop({ graceMs: 5_000 });
    expect(await conversation.ended).toBe('SHUTTING_DOWN');
    await stopped;
  });

  it('comes when the caller ends its half, after all answers', async () => {
    const conversation = new Conversation();
    conversation.say(...Array.from({ length: 50 }, () => internal));
    conversation.end();
    expect(await conversation.ended).toBe('OK');
    expect(conversation.answers).toHaveLength(50);
  });
});
