import { Weir } from '@weir/client';
import {
  MessagingService,
  type PublishRecordInput,
  type PublishRequestInput,
  type PublishResponse,
  type PublishStreamResponse,
} from '@weir/protos';
import { callUnary, ChannelPool, fromServiceError } from '@weir/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalCluster } from '../harness/local-cluster.ts';
import { readValues } from '../harness/read-values.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';

let directory: TemporaryDirectory;
let cluster: LocalCluster;
let weir: Weir;
const channels = new ChannelPool();
const deadlineMs = 30_000;

beforeAll(async () => {
  directory = await temporaryDirectory();
  cluster = new LocalCluster({
    ...{ directory: directory.path, controllers: 1, coordinators: 1, gateways: 2 },
  });
  await cluster.start();
  await cluster.whenReady();
  const admins = cluster.members.filter(({ role }) => role === 'controller');
  weir = new Weir({ bootstrap: admins.map(({ address }) => address) });
}, 90_000);

afterAll(async () => {
  channels.close();
  await weir.close();
  await cluster.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

function client(gateway = 1) {
  return channels.client(MessagingService, cluster.member(`gateway-${gateway}`).address);
}

function publish(
  request: PublishRequestInput,
  options: { readonly gateway?: number; readonly deadlineMs?: number } = {},
): Promise<PublishResponse> {
  return callUnary(client(options.gateway), 'publish', request, { deadlineMs, ...options });
}

/** Sends all requests at once; the answers, and the error that the stream ended with. */
function publishAll(
  requests: readonly PublishRequestInput[],
  gateway = 1,
): Promise<{ answers: PublishResponse[]; code: string | undefined }> {
  const stream = client(gateway).publishStream();
  const answers: PublishResponse[] = [];
  stream.on('data', ({ response }: PublishStreamResponse) => {
    if (response !== null) answers.push(response);
  });
  for (const request of requests) stream.write({ request });
  stream.end();
  return new Promise((resolve) => {
    stream.on('error', (error) => {
      resolve({ answers, code: fromServiceError(error).code });
    });
    stream.on('end', () => {
      resolve({ answers, code: undefined });
    });
  });
}

const record = (topic: string, value: string, more: PublishRecordInput = {}) => ({
  ...{ topic, value: Buffer.from(value) },
  ...more,
});

const codesOf = ({ results }: PublishResponse) => results.map(({ error }) => error?.code ?? 'OK');

const numbered = (topic: string, first: number, count: number): PublishRecordInput[] =>
  Array.from({ length: count }, (_none, at) =>
    record(topic, `${first + at}`, { sequence: first + at, partition: 0 }),
  );

async function orderIn(topic: string): Promise<string[]> {
  await using consumer = weir.consumer({ topics: [topic] });
  const values: string[] = [];
  for await (const each of consumer.records({ untilEnd: true })) values.push(each.text() ?? '');
  return values;
}

describe('publish', () => {
  it('answers for each record of several topics, and puts a key where the SDK does', async () => {
    await weir.admin().createTopic({ name: 'left', partitions: 5 });
    await weir.admin().createTopic({ name: 'right', partitions: 1 });
    const key = Buffer.from('ada');
    const headers = [{ key: 'h', value: Buffer.from([0, 255]) }, { key: 'h' }];
    const { results } = await publish({
      records: [
        record('left', 'a', { key, headers, timestampMs: 1_234 }),
        record('right', 'b'),
        record('left', 'c', { key }),
        { topic: 'right' },
      ],
    });
    await using producer = weir.producer();
    const direct = await producer.send({ topic: 'left', key: 'ada', value: 'd' });
    expect(results.map(({ topic, partition, offset }) => [topic, partition, offset])).toEqual([
      ['left', direct.partition, 0],
      ['right', 0, 0],
      ['left', direct.partition, 1],
      ['right', 0, 1],
    ]);
    await using consumer = weir.consumer({ topics: ['left', 'right'] });
    const read = [];
    for await (const each of consumer.records({ untilEnd: true })) read.push(each);
    const first = read.find((each) => each.text() === 'a');
    expect(first?.timestampMs).toBe(1_234);
    expect(first?.headers.map(({ value }) => value)).toEqual([Buffer.from([0, 255]), null]);
    expect(read.filter(({ value }) => value === null)).toHaveLength(1);
  });

  it('tells what is wrong with a record in its result, and writes the others', async () => {
    await weir.admin().createTopic({ name: 'mixed', configs: { 'max.message.bytes': '2000' } });
    const response = await publish({
      records: [
        record('nowhere', 'x'),
        record('mixed', 'good'),
        record('mixed', 'x', { partition: 7 }),
        record('mixed', 'y'.repeat(3_000)),
        record('mixed', 'y'.repeat(1_990)),
        record('__weir_offsets', 'x'),
        record('no name', 'x'),
        record('mixed', 'x', { timestampMs: -1 }),
        record('mixed', 'better'),
      ],
    });
    expect(codesOf(response)).toEqual([
      'UNKNOWN_TOPIC_OR_PARTITION',
      'OK',
      'UNKNOWN_TOPIC_OR_PARTITION',
      'RECORD_BATCH_TOO_LARGE',
      'RECORD_BATCH_TOO_LARGE',
      'INVALID_TOPIC',
      'INVALID_TOPIC',
      'INVALID_TIMESTAMP',
      'OK',
    ]);
    expect(response.results[0]?.error?.metadata['retry_after_ms']).toBe('100');
    expect(await readValues(weir, 'mixed')).toEqual(['better', 'good']);
  });

  it.each([
    ['no records', { records: [] }],
    ['a sequence without a name', { records: [record('t', 'x', { sequence: 1 })] }],
    ['a name without sequences', { records: [record('t', 'x')], producerName: 'p' }],
    [
      'falling sequences',
      { records: numbered('t', 2, 1).concat(numbered('t', 1, 1)), producerName: 'p' },
    ],
    [
      'a name without acks all',
      { records: numbered('t', 1, 1), producerName: 'p', acks: 'ACKS_LEADER' },
    ],
    ['too many records', { records: Array.from({ length: 10_001 }, () => ({ topic: 't' })) }],
    ['too many bytes', { records: [{ topic: 't', value: Buffer.alloc(9 * 1024 * 1024) }] }],
  ] as const)('refuses a request with %s as a whole', async (_name, request) => {
    await expect(publish(request as unknown as PublishRequestInput)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it('takes every acks level', async () => {
    await weir.admin().createTopic({ name: 'levels' });
    const records = [record('levels', 'x')];
    const none = await publish({ records, acks: 'ACKS_NONE' });
    expect(none.results).toMatchObject([{ offset: -1, error: null }]);
    const leader = await publish({ records, acks: 'ACKS_LEADER' });
    expect(leader.results).toMatchObject([{ offset: 1, error: null }]);
  });

  it('answers 10,000 records that fail within the size of a message', async () => {
    const topic = 'n'.repeat(249);
    const { results } = await publish({
      records: Array.from({ length: 10_000 }, () => ({ topic, partition: 2 ** 30 })),
    });
    expect(results).toHaveLength(10_000);
    expect(results.at(-1)?.error?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('answers before the deadline, whatever keeps one partition from being written', async () => {
    const assignments = [[1], [2]];
    await weir.admin().createTopic({ name: 'stuck', assignments });
    const records = [0, 1].map((partition) => record('stuck', 'x', { partition }));
    expect(codesOf(await publish({ records }))).toEqual(['OK', 'OK']);
    const { process } = cluster.node(2);
    process.signal('SIGSTOP');
    try {
      const response = await publish({ records }, { deadlineMs: 1_500 });
      expect(codesOf(response)).toEqual(['OK', 'REQUEST_TIMED_OUT']);
      expect(response.results[1]).toMatchObject({ topic: 'stuck', partition: 1, offset: -1 });
    } finally {
      process.signal('SIGCONT');
    }
  });
});

describe('a topic that cannot be written', () => {
  it('does not keep others out, however much is sent to it', async () => {
    await weir.admin().createTopic({ name: 'silent', assignments: [[2]] });
    await weir.admin().createTopic({ name: 'lively', assignments: [[1]] });
    for (const topic of ['silent', 'lively']) await publish({ records: [record(topic, 'x')] });
    const value = Buffer.alloc(512 * 1024);
    const { process } = cluster.node(2);
    const streams = Array.from({ length: 8 }, () => client().publishStream());
    process.signal('SIGSTOP');
    try {
      for (const stream of streams) {
        stream.on('error', () => undefined);
        for (let sent = 0; sent < 24; sent += 1) {
          stream.write({ request: { records: [{ topic: 'silent', value }] } });
        }
      }
      for (let round = 0; round < 20; round += 1) {
        const lively = await publish({ records: [{ topic: 'lively', value }] });
        expect(codesOf(lively)).toEqual(['OK']);
      }
    } finally {
      process.signal('SIGCONT');
      for (const stream of streams) stream.cancel();
    }
  });
});

describe('a publish stream', () => {
  it('answers in the order of the requests, which is the order in the log', async () => {
    await weir.admin().createTopic({ name: 'piped' });
    const requests = Array.from({ length: 300 }, (_none, at) => ({
      records: [record('piped', `${2 * at}`), record('piped', `${2 * at + 1}`)],
    }));
    const { answers, code } = await publishAll(requests);
    expect(code).toBeUndefined();
    const offsets = answers.flatMap(({ results }) => results.map(({ offset }) => offset));
    expect(offsets).toEqual(Array.from({ length: 600 }, (_none, at) => at));
    expect(await orderIn('piped')).toEqual(offsets.map(String));
  });

  it('keeps its order where a request waits for a topic that is new', async () => {
    await weir.admin().createTopic({ name: 'new-one' });
    const requests = ['nowhere', 'new-one', 'piped', 'nowhere'].map((topic) => ({
      records: [record(topic, 'x')],
    }));
    const { answers } = await publishAll(requests, 2);
    expect(answers.map((answer) => codesOf(answer)[0])).toEqual([
      ...['UNKNOWN_TOPIC_OR_PARTITION', 'OK', 'OK', 'UNKNOWN_TOPIC_OR_PARTITION'],
    ]);
  });

  it('takes more than its window, however fast it comes', async () => {
    await weir.admin().createTopic({ name: 'large', partitions: 3 });
    const value = Buffer.alloc(512 * 1024);
    const requests = Array.from({ length: 64 }, () => ({ records: [{ topic: 'large', value }] }));
    const { answers, code } = await publishAll(requests);
    expect([code, answers.length]).toEqual([undefined, 64]);
    expect(answers.flatMap((answer) => codesOf(answer)).every((each) => each === 'OK')).toBe(true);
  });

  it('ends with what is wrong with a request, after the answers before it', async () => {
    const good = { records: [record('piped', 'x')] };
    const { answers, code } = await publishAll([good, good, { records: [] }, good]);
    expect([answers.length, code]).toEqual([2, 'INVALID_REQUEST']);
  });
});

describe('a named publisher', () => {
  const producerName = 'orders';

  it('writes what it sends again once, through any gateway', async () => {
    await weir.admin().createTopic({ name: 'once' });
    const request = { producerName, records: numbered('once', 0, 3) };
    expect((await publish(request)).results.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    const again = await publish(request);
    expect(again.results.map(({ isDuplicate }) => isDuplicate)).toEqual([true, true, true]);
    expect(again.results.map(({ offset }) => offset)).toEqual([-1, -1, 2]);

    const other = await publish({ producerName, records: numbered('once', 1, 4) }, { gateway: 2 });
    expect(other.results.map(({ isDuplicate, offset }) => [isDuplicate, offset])).toEqual([
      ...[
        [true, -1],
        [true, 2],
      ],
      ...[
        [false, 3],
        [false, 4],
      ],
    ]);
    const back = await publish({ producerName, records: numbered('once', 4, 2) });
    expect(back.results.map(({ isDuplicate, offset }) => [isDuplicate, offset])).toEqual([
      ...[
        [true, 4],
        [false, 5],
      ],
    ]);
    expect(await orderIn('once')).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('goes to one partition without a key, so that a repeat finds the first', async () => {
    await weir.admin().createTopic({ name: 'spread', partitions: 9 });
    const records = [
      record('spread', 'a', { sequence: 1 }),
      record('spread', 'b', { sequence: 2 }),
    ];
    const first = await publish({ producerName, records });
    const again = await publish({ producerName, records }, { gateway: 2 });
    const places = [first, again].map(({ results }) => results.map(({ partition }) => partition));
    expect(new Set(places.flat()).size).toBe(1);
    expect(again.results.every(({ isDuplicate }) => isDuplicate)).toBe(true);
  });

  it('ends a stream that another gateway has fenced', async () => {
    await weir.admin().createTopic({ name: 'fenced' });
    const stream = client(1).publishStream();
    const answers: PublishResponse[] = [];
    const ended = new Promise<string>((resolve) => {
      stream.on('error', (error) => {
        resolve(fromServiceError(error).code);
      });
    });
    stream.on('data', ({ response }: PublishStreamResponse) => {
      if (response !== null) answers.push(response);
    });
    stream.write({ request: { producerName: 'f', records: numbered('fenced', 0, 1) } });
    await expect.poll(() => answers.length).toBe(1);
    await publish({ producerName: 'f', records: numbered('fenced', 1, 1) }, { gateway: 2 });
    stream.write({ request: { producerName: 'f', records: numbered('fenced', 1, 2) } });
    stream.write({ request: { producerName: 'f', records: numbered('fenced', 3, 2) } });
    expect(await ended).toBe('INVALID_PRODUCER_EPOCH');
    expect(answers.map((answer) => codesOf(answer))).toEqual([
      ['OK'],
      ['INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_EPOCH'],
    ]);
    stream.destroy();
    expect(await orderIn('fenced')).toEqual(['0', '1']);
  });

  it('writes nothing that was sent behind a request before that is sent again', async () => {
    await weir.admin().createTopic({ name: 'behind', assignments: [[2]] });
    const request = (first: number) => ({
      producerName: 'hasty',
      records: numbered('behind', first, 2),
    });
    expect(codesOf(await publish(request(0)))).toEqual(['OK', 'OK']);
    const { process } = cluster.node(2);
    process.signal('SIGSTOP');
    const all = [2, 4, 6].map((first) =>
      publish(request(first), { deadlineMs: first === 2 ? 1_000 : deadlineMs }),
    );
    try {
      expect(codesOf((await all[0]) ?? (await publish(request(2))))).toContain('REQUEST_TIMED_OUT');
    } finally {
      process.signal('SIGCONT');
    }
    const behind = await Promise.all(all.slice(1));
    expect(behind.flatMap((each) => codesOf(each))).not.toContain('OK');
    for (const first of [2, 4, 6]) {
      expect(codesOf(await publish(request(first), { gateway: 2 }))).toEqual(['OK', 'OK']);
    }
    expect(await orderIn('behind')).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('writes once what was in doubt when its caller went to another gateway', async () => {
    await weir.admin().createTopic({ name: 'doubt', assignments: [[2, 1, 3]] });
    const request = (first: number) => ({
      producerName: 'doubter',
      records: numbered('doubt', first, 5),
    });
    for (let round = 0; round < 3; round += 1) {
      const first = round * 10;
      expect(codesOf(await publish(request(first)))).not.toContain('REQUEST_TIMED_OUT');
      const { process } = cluster.node(2);
      process.signal('SIGSTOP');
      const inDoubt = publish(request(first + 5), { deadlineMs: 700 });
      try {
        await Promise.allSettled([inDoubt]);
      } finally {
        process.signal('SIGCONT');
      }
      const again = await publish(request(first + 5), { gateway: 2 });
      expect(new Set(codesOf(again))).toEqual(new Set(['OK']));
    }
    expect(await orderIn('doubt')).toEqual(Array.from({ length: 30 }, (_none, at) => `${at}`));
  });

  it('writes each record once though two gateways are asked at the same time', async () => {
    await weir.admin().createTopic({ name: 'race' });
    const rounds = 60;
    for (let round = 0; round < rounds; round += 1) {
      const request = { producerName: 'racer', records: numbered('race', round * 5, 5) };
      const both = await Promise.allSettled([
        publish(request, { gateway: 1 }),
        publish(request, { gateway: 2 }),
      ]);
      const isThere = both.some(
        (each) => each.status === 'fulfilled' && codesOf(each.value).every((code) => code === 'OK'),
      );
      if (!isThere) round -= 1;
    }
    const expected = Array.from({ length: rounds * 5 }, (_none, at) => `${at}`);
    expect(await orderIn('race')).toEqual(expected);
  });
});

describe('a gateway that stops', () => {
  it('answers what it has taken, and sends its callers away', async () => {
    await weir.admin().createTopic({ name: 'last' });
    const stream = client(2).publishStream();
    const answers: PublishResponse[] = [];
    const ended = new Promise<string>((resolve) => {
      stream.on('error', (error) => {
        resolve(fromServiceError(error).code);
      });
    });
    stream.on('data', ({ response }: PublishStreamResponse) => {
      if (response !== null) answers.push(response);
    });
    stream.write({ request: { records: [record('last', 'a')] } });
    await expect.poll(() => answers.length).toBe(1);
    const stopped = cluster.member('gateway-2').process.stop();
    expect(await ended).toBe('SHUTTING_DOWN');
    await stopped;
    expect(await readValues(weir, 'last')).toEqual(['a']);
  });
});
