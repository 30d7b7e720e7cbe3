import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Metadata } from '@grpc/grpc-js';
import { trace } from '@opentelemetry/api';
import { type ConsumedBatch, type ConsumedRecord, traceRecord, Weir } from '@weir/client';
import { MessagingService } from '@weir/protos';
import { ChannelPool } from '@weir/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { LocalCluster } from '../harness/local-cluster.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { readSpans, type WrittenSpan, writeSpans } from '../harness/write-spans.ts';

const spansMain = join(import.meta.dirname, '..', 'harness', 'write-spans-main.ts');
const strangersTrace = '0af7651916cd43dd8448eb211c80319c';
const strangersParent = `00-${strangersTrace}-b7ad6b7169203331-01`;

let directory: TemporaryDirectory;
let spansDirectory: string;
let cluster: LocalCluster;
let weir: Weir;

beforeAll(async () => {
  directory = await temporaryDirectory();
  spansDirectory = join(directory.path, 'spans');
  mkdirSync(spansDirectory);
  writeSpans(spansDirectory);
  const url = `${pathToFileURL(spansMain).href}?${encodeURIComponent(spansDirectory)}`;
  cluster = new LocalCluster({
    directory: join(directory.path, 'cluster'),
    ...{ nodes: 1, controllers: 1, coordinators: 1, gateways: 1 },
    nodeArgs: ['--import', url],
  });
  await cluster.start();
  await cluster.whenReady();
  weir = new Weir({ bootstrap: cluster.bootstrap });
}, 60_000);

afterAll(async () => {
  await weir.close();
  await cluster.stop();
  await directory[Symbol.asyncDispose]();
  trace.disable();
});

describe('a traced producer', () => {
  it('has its record handled in the trace in which it was sent', async () => {
    const topic = await createTopic('orders');
    await within('checkout', async () => {
      await using producer = weir.producer();
      await producer.send({ topic, value: 'one', headers: { own: 'kept' } });
    });
    const [record] = await run(topic, { groupId: 'billing' });
    expect(record?.headers.map(({ key }) => key)).toEqual(['own', 'traceparent']);
    const sent = await span('send orders');
    const processed = await span('process orders');
    expect(sent.parentSpanId).toBe((await span('checkout')).spanId);
    expect(sent.attributes).toMatchObject({
      'messaging.system': 'weir',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': '0',
      'messaging.weir.offset': 0,
    });
    expect(processed).toMatchObject({ traceId: sent.traceId, parentSpanId: sent.spanId });
    expect(processed.attributes).toMatchObject({ 'messaging.consumer.group.name': 'billing' });
    // What the handler traces stands below.
    expect((await span('handled orders')).parentSpanId).toBe(processed.spanId);
  });

  it('gives the records of one call one span, and a batch links to those of its records', async () => {
    const topic = await createTopic('many');
    await using producer = weir.producer();
    await producer.sendMany(['a', 'b', 'c'].map((value) => ({ topic, value })));
    const batches: ConsumedBatch[] = [];
    await using consumer = weir.consumer({ topics: [topic] });
    await consumer.run({ untilEnd: true, eachBatch: (batch) => void batches.push(batch) });
    const sent = await span('send');
    expect(sent.attributes['messaging.batch.message_count']).toBe(3);
    expect((await span('process many')).links).toEqual([sent.spanId]);
  });

  it('links a batch without traces to none, not to the span in which it is read', async () => {
    const topic = await createTopic('untraced');
    await using producer = weir.producer();
    await producer.send({ topic, value: 'x', headers: { traceparent: 'none' } });
    await using consumer = weir.consumer({ topics: [topic] });
    await within('read untraced', () =>
      consumer.run({ untilEnd: true, eachBatch: () => undefined }),
    );
    const processed = await span('process untraced');
    expect(processed.parentSpanId).toBe((await span('read untraced')).spanId);
    expect(processed.links).toEqual([]);
  });

  it('leaves a record alone that carries a trace, and ends its span with the error it failed with', async () => {
    const topic = await createTopic('own-trace');
    await using producer = weir.producer();
    await producer.send({ topic, value: 'x', headers: { traceparent: strangersParent } });
    const failing = producer.send({ topic, value: Buffer.alloc(2_000_000) });
    await expect(failing).rejects.toMatchObject({ code: 'RECORD_BATCH_TOO_LARGE' });
    const [record] = await iterate(topic);
    expect(record?.headers.map(({ value }) => value?.toString())).toEqual([strangersParent]);
    expect(await span('process own-trace')).toMatchObject({ traceId: strangersTrace });
    const isFailed = ({ name, attributes }: WrittenSpan) =>
      name === 'send own-trace' && attributes['error.type'] === 'RECORD_BATCH_TOO_LARGE';
    await eventually(() => readSpans(spansDirectory).some(isFailed));
  });
});

describe('a publisher in any language', () => {
  it('has the trace of its gRPC call in the records, through the gateway', async () => {
    const topic = await createTopic('published');
    await using channels = new DisposableChannels();
    const client = channels.pool.client(MessagingService, gatewayAddress());
    const metadata = new Metadata();
    metadata.set('traceparent', strangersParent);
    const request = { records: [{ topic, value: Buffer.from('v') }] };
    // As from a process without an SDK: this one would put its own context in place of the metadata's.
    const response = await new Promise((resolve, reject) => {
      client.publish(request, metadata, (error, answer) => {
        if (error === null) resolve(answer);
        else reject(error);
      });
    });
    expect(response).toMatchObject({ results: [{ offset: 0 }] });
    await expectSameTrace(topic);
  });

  it('has the trace of its HTTP request in the records', async () => {
    const topic = await createTopic('posted');
    const response = await fetch(`http://${gatewayAddress()}/v1/topics/${topic}/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: strangersParent },
      body: JSON.stringify({ records: [{ value: 'v' }] }),
    });
    expect(response.status).toBe(200);
    await expectSameTrace(topic);
  });
});

describe('the services', () => {
  it('trace a call through the gateway to the one that answers it', async () => {
    await using admin = new Weir({ bootstrap: gatewayAddress(), connect: 'gateway' });
    const name = 'weir.v1.AdminService/DescribeCluster';
    await within('look', () => admin.admin().describeCluster());
    const { traceId } = await span('look');
    const spans = await eventually(() => {
      const found = readSpans(spansDirectory).filter((each) => each.traceId === traceId);
      return found.filter((each) => each.name === name).length === 4 ? found : undefined;
    });
    const pids = new Set(spans.map(({ process: pid }) => pid));
    const members = [cluster.member('gateway-1'), cluster.member('controller-1')];
    expect(pids).toEqual(new Set([process.pid, ...members.map((each) => each.process.pid)]));
  });
});

class DisposableChannels implements AsyncDisposable {
  readonly pool = new ChannelPool();

  async [Symbol.asyncDispose](): Promise<void> {
    this.pool.close();
  }
}

async function createTopic(name: string): Promise<string> {
  await weir.admin().createTopic({ name, partitions: 1, replicationFactor: 1 });
  return name;
}

function gatewayAddress(): string {
  return cluster.member('gateway-1').address;
}

function within<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const tracer = trace.getTracer('application');
  return tracer.startActiveSpan(name, async (active) => {
    try {
      return await work();
    } finally {
      active.end();
    }
  });
}

async function run(topic: string, group: { groupId: string }): Promise<ConsumedRecord[]> {
  const records: ConsumedRecord[] = [];
  await using consumer = weir.consumer({ topics: [topic], ...group });
  const eachRecord = async (record: ConsumedRecord): Promise<void> => {
    await within(`handled ${topic}`, () => Promise.resolve(records.push(record)));
  };
  await consumer.run({ untilEnd: true, eachRecord });
  return records;
}

async function iterate(topic: string): Promise<ConsumedRecord[]> {
  const records: ConsumedRecord[] = [];
  await using consumer = weir.consumer({ topics: [topic] });
  for await (const record of consumer.records({ untilEnd: true })) {
    traceRecord(record, () => records.push(record));
  }
  return records;
}

/** The record was sent below the gateway's span, which is below the caller's. */
async function expectSameTrace(topic: string): Promise<void> {
  const [record] = await iterate(topic);
  const [header] = record?.headers ?? [];
  const published = await eventually(() =>
    readSpans(spansDirectory).find((each) => {
      const isPublish = each.name === 'weir.v1.MessagingService/Publish';
      return isPublish && header?.value?.toString().includes(each.spanId);
    }),
  );
  expect(published).toMatchObject({ traceId: strangersTrace, parentSpanId: 'b7ad6b7169203331' });
  expect(await span(`process ${topic}`)).toMatchObject({
    traceId: strangersTrace,
    parentSpanId: published.spanId,
  });
}

/** Spans are written when they end, some in other processes. */
function span(name: string): Promise<WrittenSpan> {
  return eventually(() => readSpans(spansDirectory).find((each) => each.name === name), {
    what: `A span ${name}`,
  });
}
