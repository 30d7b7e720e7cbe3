import type { AclRule, WeirError } from '@weir/core';
import type { FetchStreamResponse, ProduceStreamResponse } from '@weir/protos';
import { callUnary, fromServiceError, unrestrictedCaller } from '@weir/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { makeBatch, NodeCluster, until } from '../test/node-cluster.ts';
import { allow, RuleCaller } from '@weir/runtime/fixtures';
import type { TestTopic } from '../test/scripted-controller.ts';

const deadlineMs = 30_000;
let cluster: NodeCluster;
/** Who calls the LogService next. */
let caller: RuleCaller;
/** What anybody may do with `open`; of `closed` nothing. */
let open: TestTopic;
let closed: TestTopic;

beforeAll(async () => {
  cluster = await NodeCluster.start(
    [1],
    {},
    {
      identify: (call) =>
        call.getPath().startsWith('/weir.v1.LogService/') ? caller : unrestrictedCaller,
    },
  );
  open = await ledTopic();
  closed = await ledTopic();
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

beforeEach(() => {
  caller = new RuleCaller(['read', 'write', 'delete', 'describe'].map(rule));
});

function rule(operation: string): AclRule {
  return allow(operation as 'read', nameOf(open));
}

/** As the scripted controller names topics. */
function nameOf({ topicId }: TestTopic): string {
  return `t-${topicId}`;
}

async function ledTopic(): Promise<TestTopic> {
  const topic = await cluster.controller.create({}, { replicas: [1], minInsyncReplicas: 1 });
  await cluster.controller.elect(topic, [1], 1);
  return topic;
}

const codes = (partitions: readonly { readonly error: { readonly code: string } | null }[]) =>
  partitions.map(({ error }) => error?.code ?? '');

const places = () => [open, closed].map(({ topicId }) => ({ topicId, partition: 0 }));

async function appendTo(topic: TestTopic, value: string): Promise<void> {
  const { error } = await cluster.produce(1, topic, [makeBatch([value])]);
  expect(error).toBeNull();
}

describe('rights', () => {
  it('are of each partition: what may be done is done', async () => {
    const log = cluster.log(1);
    const denied = ['', 'TOPIC_AUTHORIZATION_FAILED'];
    const partitions = places();
    const toWrite = partitions.map((place) => ({ ...place, batches: [makeBatch(['x'])] }));
    const produced = await callUnary(log, 'produce', { partitions: toWrite }, { deadlineMs });
    expect(codes(produced.partitions)).toEqual(denied);
    expect(produced.partitions[1]?.error?.message).toContain(`"${nameOf(closed)}"`);
    expect((await cluster.replica(1, closed)).state?.logEndOffset).toBe(0);

    const fetched = await callUnary(log, 'fetch', { partitions }, { deadlineMs });
    expect(codes(fetched.partitions)).toEqual(denied);
    expect(fetched.partitions[1]?.batches).toEqual([]);
    const spec = 'OFFSET_SPEC_LATEST' as const;
    const ends = partitions.map((place) => ({ ...place, spec }));
    const listed = await callUnary(log, 'listOffsets', { partitions: ends }, { deadlineMs });
    expect(codes(listed.partitions)).toEqual(denied);
    const epochs = await callUnary(log, 'offsetForLeaderEpoch', { partitions }, { deadlineMs });
    expect(codes(epochs.partitions)).toEqual(denied);
    const deleted = await callUnary(log, 'deleteRecords', { partitions }, { deadlineMs });
    expect(codes(deleted.partitions)).toEqual(denied);
    const producers = await callUnary(log, 'describeProducers', { partitions }, { deadlineMs });
    expect(codes(producers.partitions)).toEqual(denied);
    const described = await callUnary(log, 'describeLogs', { partitions }, { deadlineMs });
    expect(codes(described.partitions)).toEqual(denied);
    expect(described.partitions[1]).toMatchObject({ logEndOffset: 0, followers: [] });
  });

  it('to describe neither read nor write', async () => {
    caller = new RuleCaller([rule('describe')]);
    const [listed] = await cluster.listOffsets(1, open, 'OFFSET_SPEC_LATEST');
    expect(listed?.error).toBeNull();
    expect((await cluster.fetch(1, open)).error?.code).toBe('TOPIC_AUTHORIZATION_FAILED');
    const { error } = await cluster.produce(1, open, [makeBatch(['x'])]);
    expect(error?.code).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect((await cluster.deleteRecords(1, open, 0)).error?.code).toBe(
      'TOPIC_AUTHORIZATION_FAILED',
    );
  });

  it('that are taken away end the reading of a stream, that are given let the next one', async () => {
    const reader = new Reader();
    reader.assign(closed, 1);
    await until('the refusal', () => reader.codes.length === 1);
    expect(reader.codes).toEqual(['TOPIC_AUTHORIZATION_FAILED']);

    reader.assign(open, 2);
    await appendTo(open, 'a');
    await until('data', () => reader.batches > 0);
    const batches = reader.batches;
    caller.change([rule('write')]);
    await appendTo(open, 'b');
    await until('the end', () => reader.codes.length === 2);
    expect(reader.codes[1]).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(reader.batches).toBe(batches);

    caller.change([rule('read')]);
    reader.assign(open, 3);
    await until('data again', () => reader.batches > batches);
    reader.stream.cancel();
  });
});

describe('void credentials', () => {
  it('end a consumer’s stream when something is to be sent', async () => {
    const reader = new Reader();
    reader.assign(open, 1);
    await appendTo(open, 'a');
    await until('data', () => reader.batches > 0);
    const streaming = caller;
    streaming.hasExpired = true;
    caller = new RuleCaller([rule('write')]);
    await appendTo(open, 'b');
    await until('the end', () => reader.endedBy !== '');
    expect(reader.endedBy).toBe('AUTHENTICATION_FAILED');
  });

  it('end a producer’s stream before anything more is appended', async () => {
    const producer = new Writer();
    producer.write(open);
    await until('an answer', () => producer.answers.length === 1);
    const { logEndOffset } = (await cluster.replica(1, open)).state ?? {};
    caller.hasExpired = true;
    producer.write(open);
    await until('the end', () => producer.endedBy !== '');
    expect(producer.endedBy).toBe('AUTHENTICATION_FAILED');
    expect((await cluster.replica(1, open)).state?.logEndOffset).toBe(logEndOffset);
  });
});

describe('quotas', () => {
  it('tell a producer’s stream to pause, and read on only after it', async () => {
    const producer = new Writer();
    askForPauses(400);
    const startedMs = performance.now();
    for (let sent = 0; sent < 3; sent += 1) producer.write(open, 'ACKS_NONE');
    await until('all answers', () => producer.answers.length === 3, deadlineMs);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(790);
    expect(producer.answers.map(({ response }) => response?.throttleMs)).toEqual([400, 400, 400]);
    expect(caller.usages).toContainEqual({
      ...{ producedBytes: makeBatch(['x']).length, requests: 1 },
    });
    producer.stream.cancel();
  });

  it('are those of all streams: a new one rests until what another used is paid for', async () => {
    askForPauses(400);
    const producer = new Writer();
    producer.write(open);
    await until('an answer', () => producer.answers.length === 1);
    producer.stream.cancel();
    const next = new Writer();
    const startedMs = performance.now();
    next.write(open);
    await until('an answer', () => next.answers.length === 1, deadlineMs);
    expect(performance.now() - startedMs).toBeGreaterThan(250);
    next.stream.cancel();

    const reader = new Reader();
    const openedMs = performance.now();
    reader.assign(open, 1);
    await until('data', () => reader.batches > 0, deadlineMs);
    expect(performance.now() - openedMs).toBeGreaterThan(150);
    reader.stream.cancel();
  });

  it('tell a produce call to pause, and refuse it while it should', async () => {
    const partitions = [{ topicId: open.topicId, partition: 0, batches: [makeBatch(['x'])] }];
    const produce = () => callUnary(cluster.log(1), 'produce', { partitions }, { deadlineMs });
    const pauses = [0, 300, 300];
    // Every call is charged as a request before it is served.
    caller.charge = ({ requests }) => (requests === undefined ? (pauses.shift() ?? 0) : 0);
    expect((await produce()).throttleMs).toBe(300);
    await expect(produce()).rejects.toMatchObject({
      code: 'THROTTLING_QUOTA_EXCEEDED',
      metadata: { retry_after_ms: '300' },
    });
    expect((await produce()).throttleMs).toBe(0);
  });

  it('tell a fetch call to pause, and refuse it while it should', async () => {
    await appendTo(open, 'a');
    const partitions = [{ topicId: open.topicId, partition: 0 }];
    const fetch = () => callUnary(cluster.log(1), 'fetch', { partitions }, { deadlineMs });
    const pauses = [0, 0, 300, 300];
    // Every call is charged as a request before it is served.
    caller.charge = ({ requests }) => (requests === undefined ? (pauses.shift() ?? 0) : 0);
    expect((await fetch()).throttleMs).toBe(300);
    await expect(fetch()).rejects.toMatchObject({ code: 'THROTTLING_QUOTA_EXCEEDED' });
  });

  it('let one of many fetch calls through that come at a time', async () => {
    await appendTo(open, 'a');
    askForPauses(5_000);
    const partitions = [{ topicId: open.topicId, partition: 0 }];
    const fetch = () =>
      callUnary(cluster.log(1), 'fetch', { partitions }, { deadlineMs }).then(
        () => 'OK',
        ({ code }: WeirError) => code,
      );
    const outcomes = await Promise.all(Array.from({ length: 5 }, fetch));
    expect(outcomes.filter((outcome) => outcome === 'OK')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['OK', 'THROTTLING_QUOTA_EXCEEDED']));
  });

  it('hold back what a consumer’s stream is sent', async () => {
    await appendTo(open, 'a');
    const reader = new Reader();
    askForPauses(400);
    reader.assign(open, 1);
    await until('data', () => reader.batches > 0);
    const startedMs = performance.now();
    const { batches } = reader;
    const writing = caller;
    caller = new RuleCaller([rule('write')]);
    await appendTo(open, 'b');
    await until('more', () => reader.batches > batches, deadlineMs);
    // The pause began when the data was handed out, a little before it was here.
    expect(performance.now() - startedMs).toBeGreaterThan(300);
    const charged = writing.usages.filter(({ fetchedBytes = 0 }) => fetchedBytes > 0);
    expect(charged.length).toBeGreaterThanOrEqual(2);
    reader.stream.cancel();
  });
});

/** Whatever the caller uses is paid for by so long a pause. */
function askForPauses(pauseMs: number): void {
  const asked = caller;
  let untilMs = 0;
  asked.charge = (usage) => {
    asked.usages.push(usage);
    // Every call is charged as a request before it is served.
    if (usage.producedBytes === undefined && usage.fetchedBytes === undefined) return 0;
    // Whole, so that the difference of two is.
    const nowMs = Math.round(performance.now());
    if (Object.values(usage).some((amount: number) => amount > 0)) untilMs = nowMs + pauseMs;
    return Math.max(0, untilMs - nowMs);
  };
}

class Reader {
  readonly stream = cluster.log(1).FetchStream();
  readonly codes: string[] = [];
  batches = 0;
  endedBy = '';

  constructor() {
    this.stream.on('error', (error) => {
      this.endedBy = fromServiceError(error).code;
    });
    this.stream.on('data', ({ partitions }: FetchStreamResponse) => {
      for (const { data } of partitions) {
        if (data?.error) this.codes.push(data.error.code);
        this.batches += data?.batches.length ?? 0;
      }
    });
    this.stream.write({ credit: { bytes: 1_000_000 } });
  }

  assign({ topicId }: TestTopic, sessionId: number): void {
    const partitions = [{ topicId, partition: 0, fetchOffset: 0, sessionId }];
    this.stream.write({ assign: { partitions } });
  }
}

class Writer {
  readonly stream = cluster.log(1).ProduceStream();
  readonly answers: ProduceStreamResponse[] = [];
  endedBy = '';

  constructor() {
    this.stream.on('error', (error) => {
      this.endedBy = fromServiceError(error).code;
    });
    this.stream.on('data', (answer: ProduceStreamResponse) => this.answers.push(answer));
  }

  write({ topicId }: TestTopic, acks: 'ACKS_ALL' | 'ACKS_NONE' = 'ACKS_ALL'): void {
    const partitions = [{ topicId, partition: 0, batches: [makeBatch(['x'])] }];
    this.stream.write({ correlationId: 1, request: { acks, partitions } });
  }
}
