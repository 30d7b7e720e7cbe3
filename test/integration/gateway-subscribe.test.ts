import type { WeirError } from '@weir/core';
import type { SubscribeOpenInput, SubscribeRequestInput } from '@weir/protos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import {
  GatewaySystem,
  type MessagingClient,
  type RunningGateway,
} from '../harness/gateway-system.ts';
import { GrpcSubscriber } from '../harness/grpc-subscriber.ts';

let system: GatewaySystem;
let gateway: RunningGateway;
let client: MessagingClient;
const mebibyte = 1024 * 1024;

beforeAll(async () => {
  system = await GatewaySystem.start();
  gateway = await system.addGateway();
  ({ client } = system.client(gateway.address));
}, 60_000);

afterAll(async () => {
  await system[Symbol.asyncDispose]();
}, 60_000);

/** Makes a topic and fills partition 0 with records of these sizes. */
async function fill(topic: string, sizes: readonly number[], partitions = 1): Promise<void> {
  await system.weir.admin().createTopic({
    ...{ name: topic, partitions, replicationFactor: 1 },
    configs: { 'max.message.bytes': '8388608' },
  });
  await using producer = system.weir.producer();
  for (const [index, size] of sizes.entries()) {
    const value = Buffer.alloc(size, `${index}`);
    await producer.send({ topic, partition: 0, key: `${index}`, value });
  }
}

function byHand(topic: string, open: Partial<SubscribeOpenInput> = {}): GrpcSubscriber {
  return new GrpcSubscriber(client, {
    ...{ partitions: [{ topic, partition: 0 }], creditBytes: mebibyte, ...open },
  });
}

async function failureOf(subscriber: GrpcSubscriber): Promise<WeirError> {
  return eventually(() => subscriber.error, { what: 'The stream fails' });
}

describe('a subscriber by hand', () => {
  it('is given every record as it was written, without a group', async () => {
    await system.weir.admin().createTopic({ name: 'plain', partitions: 1, replicationFactor: 1 });
    await using producer = system.weir.producer();
    const headers = [
      { key: 'a', value: Buffer.from('1') },
      { key: 'a', value: Buffer.from([0, 255]) },
    ];
    await producer.send({
      topic: 'plain',
      partition: 0,
      key: '',
      value: null,
      timestampMs: 7,
      headers,
    });
    await producer.send({ topic: 'plain', partition: 0, key: null, value: 'v' });
    const subscriber = byHand('plain');
    await eventually(() => subscriber.records.length === 2);
    expect(subscriber.events.slice(0, 3)).toEqual(['opened', 'assigned', 'records']);
    const [first, second] = subscriber.records;
    expect(first).toMatchObject({
      ...{ offset: 0, timestampMs: 7, key: Buffer.alloc(0) },
      headers: [
        { key: 'a', value: Buffer.from('1') },
        { key: 'a', value: Buffer.from([0, 255]) },
      ],
    });
    expect(first).not.toHaveProperty('value');
    expect(second).toMatchObject({ offset: 1, value: Buffer.from('v') });
    expect(second).not.toHaveProperty('key');
    expect(subscriber.messages.at(-1)).toMatchObject({ nextOffset: 2, highWatermark: 2 });
    subscriber.end();
    await eventually(() => subscriber.hasEnded);
    expect(subscriber.error).toBeUndefined();
  });

  it('starts where it says: at an offset, at the end, at a time', async () => {
    await fill('starts', [10, 10, 10, 10]);
    const at = byHand('starts', { partitions: [{ topic: 'starts', partition: 0, offset: 3 }] });
    await eventually(() => at.seen.length === 1);
    expect(at.seen).toEqual(['starts/0@3']);
    expect(at.assigned[0]?.partitions).toMatchObject([
      { topic: 'starts', partition: 0, offset: 3 },
    ]);

    const late = byHand('starts', { startFrom: 'START_FROM_LATEST' });
    const [last] = at.records;
    const timed = byHand('starts', {
      ...{ startFrom: 'START_FROM_TIMESTAMP', startTimestampMs: last?.timestampMs ?? 0 },
    });
    await eventually(() => timed.seen.length > 0 && late.assigned.length === 1);
    expect(timed.records.at(0)?.timestampMs).toBeGreaterThanOrEqual(last?.timestampMs ?? 0);
    await using producer = system.weir.producer();
    await eventually(async () => {
      await producer.send({ topic: 'starts', partition: 0, value: 'new' });
      return late.seen.length > 0;
    });
    expect(late.seen[0]).not.toBe('starts/0@0');
    for (const subscriber of [at, late, timed]) subscriber.cancel();
  });

  it('commits for a group, and an offset that it names counts more than what is committed', async () => {
    await fill('named', [10, 10, 10]);
    const first = byHand('named', { groupId: 'by-hand' });
    await eventually(() => first.seen.length === 3);
    expect(
      await first.commit([{ topic: 'named', partition: 0, offset: 2, metadata: 'm' }]),
    ).toMatchObject([{ topic: 'named', partition: 0, offset: 2, errorCode: '' }]);
    first.end();
    const second = byHand('named', { groupId: 'by-hand' });
    await eventually(() => second.seen.length === 1);
    expect(second.seen).toEqual(['named/0@2']);
    const partitions = [{ topic: 'named', partition: 0, offset: 1 }];
    const third = byHand('named', { groupId: 'by-hand', partitions });
    await eventually(() => third.seen.length === 2);
    for (const subscriber of [second, third]) subscriber.cancel();
  });

  it('goes on from where it seeks to', async () => {
    await fill('seeking', [10, 10, 10, 10]);
    const subscriber = byHand('seeking');
    await eventually(() => subscriber.seen.length === 4);
    subscriber.send({ seeks: [{ topic: 'seeking', partition: 0, offset: 2 }] });
    await eventually(() => subscriber.seen.length === 6);
    expect(subscriber.seen.slice(4)).toEqual(['seeking/0@2', 'seeking/0@3']);
    subscriber.cancel();
  });

  it('ends with the error of a position outside the log, and moves when it is told to', async () => {
    await fill('short', [10]);
    const partitions = [{ topic: 'short', partition: 0, offset: 9 }];
    expect(await failureOf(byHand('short', { partitions }))).toMatchObject({
      code: 'OFFSET_OUT_OF_RANGE',
      metadata: { topic: 'short', partition: '0', offset: '9' },
    });
    const moved = byHand('short', { partitions, offsetReset: 'OFFSET_RESET_POLICY_EARLIEST' });
    await eventually(() => moved.seen.length === 1);
    moved.cancel();
  });
});

describe('credit', () => {
  it('lets one message exceed it, then nothing comes until more is granted', async () => {
    await fill(
      'credited',
      Array.from({ length: 20 }, () => 100_000),
    );
    const subscriber = byHand('credited', { creditBytes: 0, maxMessageBytes: 150_000 });
    await eventually(() => subscriber.assigned.length === 1);
    expect(subscriber.messages).toEqual([]);
    for (let count = 1; count <= 20; count += 1) {
      subscriber.send({ creditBytes: 1 });
      subscriber.send({ creditBytes: (subscriber.messages.at(-1)?.bytes ?? 1) - 1 });
      await eventually(() => subscriber.messages.length === count);
    }
    expect(subscriber.seen).toHaveLength(20);
    subscriber.cancel();
  });

  it('keeps messages of many records within 1 MiB and within what the subscriber takes', async () => {
    const topic = 'cut';
    await fill(topic, []);
    await using producer = system.weir.producer({ batchBytes: 2 * mebibyte });
    await producer.sendMany(
      Array.from({ length: 3_000 }, () => ({ topic, partition: 0, value: Buffer.alloc(1_000) })),
    );
    const large = byHand(topic, { creditBytes: 100 * mebibyte });
    const small = byHand(topic, { creditBytes: 100 * mebibyte, maxMessageBytes: 8_192 });
    await eventually(() => large.seen.length === 3_000 && small.seen.length === 3_000);
    expect(Math.max(...large.messages.map(({ bytes }) => bytes))).toBeLessThanOrEqual(mebibyte);
    expect(Math.max(...small.messages.map(({ bytes }) => bytes))).toBeLessThanOrEqual(8_192);
    expect(new Set(small.seen).size).toBe(3_000);
    for (const subscriber of [large, small]) subscriber.cancel();
  });

  it('is not needed by others: one that takes nothing stops only itself', async () => {
    await fill(
      'shared',
      Array.from({ length: 60 }, () => 100_000),
    );
    const stuck = byHand('shared', { creditBytes: 500 * mebibyte });
    stuck.stopReading();
    const slow = byHand('shared', { creditBytes: 1 });
    const { client: other } = system.client(gateway.address);
    const quick = new GrpcSubscriber(other, {
      ...{ partitions: [{ topic: 'shared', partition: 0 }], creditBytes: 100 * mebibyte },
    });
    await eventually(() => quick.seen.length === 60);
    expect(slow.messages).toHaveLength(1);
    for (const subscriber of [stuck, slow, quick]) subscriber.cancel();
  });

  it('ends the stream at a record that no message of it can hold, and says what to do', async () => {
    await fill('huge', [10, 5 * mebibyte, 10]);
    const subscriber = byHand('huge', { creditBytes: 100 * mebibyte });
    const error = await failureOf(subscriber);
    expect(error).toMatchObject({
      code: 'RECORD_BATCH_TOO_LARGE',
      metadata: { topic: 'huge', partition: '0', offset: '1' },
    });
    expect(Number(error.metadata['size_bytes'])).toBeGreaterThan(5 * mebibyte);
    expect(error.message).toMatch(/larger max_message_bytes.*or go on from offset 2/u);
    expect(subscriber.seen).toEqual(['huge/0@0']);
    const partitions = [{ topic: 'huge', partition: 0, offset: 1 }];
    const larger = byHand('huge', { partitions, maxMessageBytes: 6 * mebibyte });
    await eventually(() => larger.seen.length === 1);
    larger.cancel();
  });
});

describe('what makes no sense ends the stream', () => {
  const position = (offset: number | string) => [{ topic: 'odd', partition: 0, offset }];
  const open = { partitions: [{ topic: 'odd', partition: 0 }] };
  const group = { groupId: 'odd', topics: ['odd'] };

  beforeAll(async () => {
    await fill('odd', []);
  });

  it.each<[string, SubscribeRequestInput, string]>([
    ['no open', { creditBytes: 1 }, 'has no open'],
    ['nothing to read', { open: {} }, 'one of topics, topic_pattern and partitions'],
    ['two subjects', { open: { ...open, topics: ['odd'] } }, 'one of topics'],
    ['a pattern alone', { open: { topicPattern: 'o.*' } }, 'topic_pattern needs a group_id'],
    ['a broken pattern', { open: { ...group, topics: [], topicPattern: '(' } }, 'pattern'],
    [
      'a partition twice',
      { open: { partitions: [...open.partitions, ...open.partitions] } },
      'twice',
    ],
    ['an offset of 2^53', { open: { partitions: position('9007199254740992') } }, '2\\^53'],
    ['a negative credit', { open: { ...open, creditBytes: -1 } }, 'credit_bytes -1 is negative'],
    ['too much credit', { open: { ...open, creditBytes: 2 ** 30 + 1 } }, 'at most 1073741824'],
    ['a tiny message', { open: { ...open, maxMessageBytes: 100 } }, 'max_message_bytes 100'],
    ['a member by hand', { open: { ...open, memberId: 'm' } }, 'member_id needs a group_id'],
    ['too short a session', { open: { ...group, sessionTimeoutMs: 5 } }, 'sessionTimeoutMs 5'],
    [
      'too many topics',
      { open: { ...group, topics: Array.from({ length: 1_001 }, (_none, at) => `t${at}`) } },
      'topics has 1001 entries',
    ],
  ])('%s in the first message', async (_name, request, message) => {
    const subscriber = new GrpcSubscriber(client, request.open ?? {});
    if (request.open === undefined) {
      const stream = client.subscribe();
      const failed = new Promise<Error>((resolve) => {
        stream.on('error', resolve);
      });
      stream.on('data', () => undefined);
      stream.write(request);
      expect((await failed).message).toMatch(new RegExp(message, 'u'));
      return;
    }
    expect(await failureOf(subscriber)).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(new RegExp(message, 'u')) as string,
    });
  });

  it.each<[string, SubscribeRequestInput, string]>([
    ['open again', { open }, 'open is in the first message alone'],
    ['a commit without a group', { commits: position(1) }, 'commits needs a group_id'],
    ['a negative grant', { creditBytes: -5 }, 'credit_bytes -5 is negative'],
    ['a seek to 2^53', { seeks: position('9007199254740993') }, '2\\^53'],
    ['a seek below 0', { seeks: position(-1) }, 'offset -1'],
    [
      'a seek in a partition that it never had',
      { seeks: [{ topic: 'odd', partition: 7, offset: 0 }] },
      'odd/7, which was never assigned',
    ],
    ['what it never had released', { released: [{ topic: 'no', partition: 0 }] }, 'no/0, which'],
  ])('%s later', async (_name, request, message) => {
    const subscriber = byHand('odd');
    await eventually(() => subscriber.assigned.length === 1);
    subscriber.send(request);
    expect(await failureOf(subscriber)).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(new RegExp(message, 'u')) as string,
    });
  });

  it('a partition that does not exist', async () => {
    expect(await failureOf(byHand('nowhere'))).toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });
});
