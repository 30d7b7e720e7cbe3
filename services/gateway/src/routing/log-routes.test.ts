import type { ClientDuplexStream } from '@grpc/grpc-js';
import { WeirError } from '@weir/core';
import {
  type FetchRequest,
  LogService,
  type LogServiceHandlers,
  type ProduceRequest,
  type ProduceStreamRequest,
  type ProduceStreamRequestInput,
  type ProduceStreamResponse,
  type ProduceStreamResponseInput,
} from '@weir/protos';
import { callUnary, fromServiceError, handleBidiStream, handleUnary } from '@weir/runtime';
import { afterEach, expect, it } from 'vitest';
import { pausing } from '../quota.fixture.ts';
import { batchOf, callerWho, RoutingFixture, topicId } from './routing.fixture.ts';

let routing: RoutingFixture | undefined;

afterEach(async () => {
  await routing?.[Symbol.asyncDispose]();
});

/** A leader whose answers carry its number, and what it was asked. */
class FakeLeader {
  readonly number: number;
  readonly produced: ProduceRequest[] = [];
  readonly fetched: FetchRequest[] = [];
  /** Size of what each partition holds, by number. */
  readonly sizes = new Map<number, number>();
  /** Whether requests of a produce stream are answered. */
  isAnswering = true;
  error: WeirError | undefined;
  #moved: () => void = () => undefined;

  constructor(number: number) {
    this.number = number;
  }

  get handlers(): { readonly log: Partial<LogServiceHandlers> } {
    return {
      log: {
        Produce: handleUnary(async (request) => this.#produce(request)),
        ProduceStream: handleBidiStream<ProduceStreamRequest, ProduceStreamResponseInput>(
          async (stream, { signal }) => {
            await new Promise<void>((resolve) => {
              stream.on('data', ({ correlationId, request }: ProduceStreamRequest) => {
                const response = request === null ? undefined : this.#produce(request);
                if (this.isAnswering && response) stream.write({ correlationId, response });
              });
              stream.on('end', resolve);
              signal.addEventListener('abort', () => {
                resolve();
              });
            });
          },
        ),
        Fetch: handleUnary((request, { signal }) => this.#fetch(request, signal)),
        ListOffsets: handleUnary(async ({ partitions }) => ({
          partitions: partitions.map(({ partition }) => ({
            ...{ topicId, partition, offset: partition * 10 + this.number },
          })),
        })),
        DescribeLogs: handleUnary(async ({ partitions }) => ({
          partitions: partitions.map(({ partition }) => ({
            ...{ topicId, partition, logBytes: partition * 10 + this.number },
            followers: [{ nodeId: 3 - this.number, logEndOffset: 7, inSync: true }],
          })),
        })),
      },
    };
  }

  /** Partitions have so much more now. */
  hold(partition: number, bytes: number): void {
    this.sizes.set(partition, bytes);
    this.#moved();
  }

  #produce(request: ProduceRequest) {
    if (this.error !== undefined) throw this.error;
    this.produced.push(request);
    return {
      partitions: request.partitions.map(({ partition }) => ({
        ...{ topicId, partition, baseOffset: this.produced.length, leaderEpoch: this.number },
      })),
    };
  }

  async #fetch(request: FetchRequest, signal: AbortSignal) {
    this.fetched.push(request);
    const total = (): number =>
      request.partitions.reduce((sum, { partition }) => sum + (this.sizes.get(partition) ?? 0), 0);
    const timeout = AbortSignal.timeout(request.maxWaitMs);
    while (total() < request.minBytes && !timeout.aborted && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#moved = resolve;
        timeout.addEventListener('abort', () => {
          resolve();
        });
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    }
    return {
      partitions: request.partitions.map(({ partition }) => ({
        ...{ topicId, partition, highWatermark: this.number },
        batches: this.sizes.has(partition) ? [Buffer.alloc(this.sizes.get(partition) ?? 0)] : [],
      })),
    };
  }
}

async function start(leads: number[]): Promise<[RoutingFixture, FakeLeader, FakeLeader]> {
  const [left, right] = [new FakeLeader(1), new FakeLeader(2)];
  const fixture = await RoutingFixture.start([left.handlers, right.handlers]);
  await fixture.tell(leads);
  return [fixture, left, right];
}

function client({ channels, address }: RoutingFixture) {
  return channels.client(LogService, address);
}

const call = { deadlineMs: 10_000 };
const place = (partition: number) => ({ topicId, partition });
const batch = batchOf('v');
const produceTo = (...partitions: number[]) =>
  partitions.map((partition) => ({ ...place(partition), batches: [batch] }));

it('asks each leader, and answers in the order of the request with errors as data', async () => {
  [routing] = await start([1, 2, 0, 1]);
  const partitions = [3, 1, 2, 0, 9].map(place);
  const answer = await callUnary(client(routing), 'listOffsets', { partitions }, call);
  expect(answer.partitions.map(({ partition, offset }) => [partition, offset])).toEqual([
    [3, 31],
    [1, 12],
    [2, 0],
    [0, 1],
    [9, 0],
  ]);
  expect(answer.partitions.map(({ error }) => error?.code)).toEqual([
    ...[undefined, undefined, 'LEADER_NOT_AVAILABLE', undefined],
    'UNKNOWN_TOPIC_OR_PARTITION',
  ]);
});

it('has logs described by their leaders, those that may be', async () => {
  [routing] = await start([1, 2, 0]);
  const partitions = [2, 1, 0].map(place);
  const { partitions: logs } = await callUnary(
    client(routing),
    'describeLogs',
    { partitions },
    call,
  );
  expect(logs.map(({ partition, logBytes }) => [partition, logBytes])).toEqual([
    [2, 0],
    [1, 12],
    [0, 1],
  ]);
  expect(logs.map(({ error }) => error?.code)).toEqual([
    'LEADER_NOT_AVAILABLE',
    undefined,
    undefined,
  ]);
  expect(logs[2]?.followers).toMatchObject([{ nodeId: 2, logEndOffset: 7, inSync: true }]);

  routing.caller = callerWho({ may: (operation) => operation !== 'describe' });
  const { partitions: refused } = await callUnary(
    client(routing),
    'describeLogs',
    { partitions },
    call,
  );
  expect(new Set(refused.map(({ error }) => error?.code))).toEqual(
    new Set(['TOPIC_AUTHORIZATION_FAILED']),
  );
});

it('answers for a leader that is gone, and for one that has not implemented a call', async () => {
  [routing] = await start([1, 2]);
  await routing.stopService(2);
  const partitions = [0, 1].map(place);
  const { partitions: listed } = await callUnary(
    client(routing),
    'listOffsets',
    { partitions },
    call,
  );
  expect(listed.map(({ error }) => error?.code)).toEqual([undefined, 'UNAVAILABLE']);
  const deleted = await callUnary(client(routing), 'deleteRecords', { partitions }, call);
  expect(deleted.partitions[0]?.error?.code).toBe('UNSUPPORTED_VERSION');
});

it('asks for the right to do it, topic by topic', async () => {
  const [fixture, left] = await start([1]);
  routing = fixture;
  const asked: string[] = [];
  fixture.caller = callerWho({
    may: (operation, { name }) => {
      asked.push(`${operation} ${name}`);
      return operation === 'describe';
    },
  });
  const partitions = produceTo(0);
  const produced = await callUnary(client(routing), 'produce', { partitions }, call);
  expect(produced.partitions).toMatchObject([
    { partition: 0, baseOffset: -1, error: { code: 'TOPIC_AUTHORIZATION_FAILED' } },
  ]);
  expect(left.produced).toEqual([]);
  const listed = await callUnary(client(routing), 'listOffsets', { partitions: [place(0)] }, call);
  expect(listed.partitions[0]?.error).toBeNull();
  expect(new Set(asked)).toEqual(new Set(['write t', 'describe t']));
});

it('passes batches on as they are, and tells how long to wait', async () => {
  const [fixture, left, right] = await start([1, 2]);
  routing = fixture;
  fixture.caller = callerWho({ charge: ({ producedBytes = 0 }) => producedBytes });
  const request = { acks: 'ACKS_LEADER' as const, timeoutMs: 1_234, partitions: produceTo(1, 0) };
  const answer = await callUnary(client(routing), 'produce', request, call);
  expect(answer.throttleMs).toBe(2 * batch.length);
  expect(answer.partitions.map(({ leaderEpoch }) => leaderEpoch)).toEqual([2, 1]);
  expect(left.produced[0]).toMatchObject({ acks: 'ACKS_LEADER', timeoutMs: 1_234 });
  expect(right.produced[0]?.partitions[0]?.batches).toEqual([batch]);
});

it('refuses who is back too early, and keeps its own topics from users', async () => {
  [routing] = await start([1]);
  // Every call is charged as a request before it is served.
  routing.caller = callerWho({
    charge: ({ requests }) => (requests === undefined ? 12.5 : 0),
  });
  const produced = callUnary(client(routing), 'produce', { partitions: produceTo(0) }, call);
  const metadata = { retry_after_ms: '13' };
  await expect(produced).rejects.toMatchObject({ code: 'THROTTLING_QUOTA_EXCEEDED', metadata });

  routing.caller = callerWho({});
  routing.topic = '__weir_offsets';
  await routing.tell([1]);
  const { partitions } = await callUnary(
    client(routing),
    'produce',
    { partitions: produceTo(0) },
    call,
  );
  expect(partitions[0]?.error?.code).toBe('TOPIC_AUTHORIZATION_FAILED');
});

it('hands over what a leader finds invalid in the whole request', async () => {
  const [fixture, left] = await start([1]);
  routing = fixture;
  left.error = new WeirError('INVALID_REQUEST', 'No such acks');
  const produced = callUnary(client(routing), 'produce', { partitions: produceTo(0) }, call);
  await expect(produced).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

function fetchFrom(fixture: RoutingFixture, limits: Partial<FetchRequest>) {
  const partitions = [0, 1, 2].map((each) => ({ ...place(each), fetchOffset: 0 }));
  return callUnary(client(fixture), 'fetch', { partitions, ...limits }, call);
}

it('waits until all leaders together have enough', async () => {
  const [fixture, left, right] = await start([1, 2, 1]);
  routing = fixture;
  left.hold(0, 300);
  const fetched = fetchFrom(fixture, { minBytes: 1_000, maxWaitMs: 8_000 });
  await expect.poll(() => left.fetched.length + right.fetched.length).toBe(4);
  right.hold(1, 500);
  await expect.poll(() => right.fetched.length).toBe(3);
  left.hold(2, 400);
  const { partitions } = await fetched;
  expect(partitions.map(({ batches }) => batches[0]?.length)).toEqual([300, 500, 400]);
  expect(partitions.map(({ highWatermark }) => highWatermark)).toEqual([1, 2, 1]);
});

it('answers with what there is when the time is up, and at once with an error', async () => {
  const [fixture, left] = await start([1, 2, 1]);
  routing = fixture;
  const startedMs = performance.now();
  const late = await fetchFrom(fixture, { minBytes: 1, maxWaitMs: 300 });
  expect(performance.now() - startedMs).toBeGreaterThan(250);
  expect(late.partitions.map(({ highWatermark }) => highWatermark)).toEqual([1, 2, 1]);

  left.hold(2, 10);
  await fixture.tell([1, 2, 0]);
  const { partitions } = await fetchFrom(fixture, { minBytes: 1_000, maxWaitMs: 30_000 });
  expect(partitions[2]).toMatchObject({
    highWatermark: -1,
    error: { code: 'LEADER_NOT_AVAILABLE' },
  });
});

it('stops waiting at the leaders when the caller goes', async () => {
  const [fixture, left] = await start([1, 2, 1]);
  routing = fixture;
  const cancel = new AbortController();
  const fetched = callUnary(
    client(routing),
    'fetch',
    { partitions: [place(0), place(1)], minBytes: 10, maxWaitMs: 30_000 },
    { ...call, signal: cancel.signal },
  );
  await expect.poll(() => left.fetched.length).toBe(2);
  cancel.abort();
  await expect(fetched).rejects.toMatchObject({ code: 'CANCELLED' });
});

class FakeProducer {
  readonly answers: ProduceStreamResponse[] = [];
  readonly stream: ClientDuplexStream<ProduceStreamRequestInput, ProduceStreamResponse>;
  error: WeirError | undefined;
  hasEnded = false;

  constructor(fixture: RoutingFixture) {
    this.stream = client(fixture).produceStream();
    this.stream.on('data', (answer: ProduceStreamResponse) => this.answers.push(answer));
    this.stream.on('end', () => {
      this.hasEnded = true;
    });
    this.stream.on('error', (error) => {
      this.error = fromServiceError(error);
    });
  }

  send(correlationId: number, ...partitions: number[]): void {
    const request = { acks: 'ACKS_ALL' as const, partitions: produceTo(...partitions) };
    this.stream.write({ correlationId, request });
  }

  codes(): string[][] {
    return this.answers.map(({ response }) =>
      (response?.partitions ?? []).map(({ error }) => error?.code ?? ''),
    );
  }
}

it('answers a request when all leaders have, and keeps the order of each', async () => {
  const [fixture, left, right] = await start([1, 2]);
  routing = fixture;
  const producer = new FakeProducer(fixture);
  for (let id = 1; id <= 50; id += 1) producer.send(id, ...(id % 2 === 0 ? [0, 1] : [1]));
  producer.stream.end();
  await expect.poll(() => producer.hasEnded).toBe(true);
  const ids = producer.answers.map(({ correlationId }) => correlationId);
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_none, at) => at + 1));
  const both = producer.answers.find(({ correlationId }) => correlationId === 50);
  expect(both?.response?.partitions.map(({ leaderEpoch }) => leaderEpoch)).toEqual([1, 2]);
  expect([left.produced.length, right.produced.length]).toEqual([25, 50]);
  // The fake numbers what comes: the answers of a leader are in the order of sending.
  const offsets = producer.answers
    .toSorted((a, b) => a.correlationId - b.correlationId)
    .map(({ response }) => response?.partitions.at(-1)?.baseOffset);
  expect(offsets).toEqual(Array.from({ length: 50 }, (_none, at) => at + 1));
});

it('answers what waits for a leader that was replaced, or broke', async () => {
  const [fixture, left, right] = await start([1, 2]);
  routing = fixture;
  left.isAnswering = false;
  right.isAnswering = false;
  const producer = new FakeProducer(fixture);
  producer.send(1, 0, 1);
  await expect.poll(() => left.produced.length + right.produced.length).toBe(2);
  await fixture.tell([2, 2]);
  expect(producer.answers).toEqual([]);
  await fixture.stopService(2);
  await expect.poll(() => producer.codes()).toEqual([['NOT_LEADER_OR_FOLLOWER', 'UNAVAILABLE']]);
  expect(producer.error).toBeUndefined();
});

it('answers what nobody leads, and ends for what no leader would take', async () => {
  [routing] = await start([1, 0]);
  const producer = new FakeProducer(routing);
  producer.send(1, 0, 1);
  await expect.poll(() => producer.codes()).toEqual([['', 'LEADER_NOT_AVAILABLE']]);
  producer.stream.write({ correlationId: 2, request: { timeoutMs: -1 } });
  await expect.poll(() => producer.error?.code).toBe('INVALID_REQUEST');
});

it('answers what was sent before it stops', async () => {
  const [fixture, left] = await start([1]);
  routing = fixture;
  const producer = new FakeProducer(fixture);
  producer.send(1, 0);
  await expect.poll(() => left.produced.length).toBe(1);
  await fixture.server?.stop({ graceMs: 10_000 });
  await expect.poll(() => producer.error?.code).toBe('SHUTTING_DOWN');
  expect(producer.codes()).toEqual([['']]);
});

it('reads a producer that is over its quota again when it may go on', async () => {
  const [fixture] = await start([1]);
  routing = fixture;
  fixture.caller = callerWho(pausing(300));
  const producer = new FakeProducer(fixture);
  producer.send(1, 0);
  await expect.poll(() => producer.answers[0]?.response?.throttleMs).toBe(300);
  const toldAtMs = performance.now();
  producer.send(2, 0);
  await expect.poll(() => producer.answers.length).toBe(2);
  expect(performance.now() - toldAtMs).toBeGreaterThan(150);
});

it('lets a producer rest for what it has used on another stream', async () => {
  const [fixture] = await start([1]);
  routing = fixture;
  fixture.caller = callerWho(pausing(600));
  const producer = new FakeProducer(fixture);
  producer.send(1, 0);
  await expect.poll(() => producer.answers.length).toBe(1);
  const startedMs = performance.now();
  const next = new FakeProducer(fixture);
  next.send(1, 0);
  await expect.poll(() => next.answers.length, { timeout: 20_000 }).toBe(1);
  expect(performance.now() - startedMs).toBeGreaterThan(400);
});

it('gives nothing to a caller whose key was revoked while it waited', async () => {
  const [fixture] = await start([1]);
  routing = fixture;
  fixture.caller = callerWho({
    checkCredentials: () => {
      throw new WeirError('AUTHENTICATION_FAILED', 'The key was revoked');
    },
  });
  const fetched = callUnary(client(routing), 'fetch', { partitions: [place(0)] }, call);
  await expect(fetched).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
});
