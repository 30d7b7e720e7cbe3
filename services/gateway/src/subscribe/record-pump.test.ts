import { Buffer } from 'node:buffer';
import {
  ConsumedRecord,
  type ConsumedBatch,
  type MemberIdentity,
  type WeirError,
} from '@weir/client';
import { decodeRecordBatch, ManualClock, readRecords, RecordBatchBuilder } from '@weir/core';
import type { RecordsReceivedInput } from '@weir/protos';
import { createMetrics, type Metrics, unrestrictedCaller, type Usage } from '@weir/runtime';
import { beforeEach, expect, it } from 'vitest';
import { pausing } from '../quota.fixture.ts';
import { ByteCredit } from './byte-credit.ts';
import { RecordPump } from './record-pump.ts';
import { createSubscribeMeter } from './subscribe-metrics.ts';

/** Batches that the test has put there; the pump asks for them one by one. */
class BatchSource {
  readonly taken: number[] = [];
  readonly revoked = new AbortController();
  identity: MemberIdentity | undefined = { memberId: 'm', memberEpoch: 1 };
  readonly #sizes: readonly (readonly number[])[];

  constructor(sizes: readonly (readonly number[])[]) {
    this.#sizes = sizes;
  }

  membership(): MemberIdentity | undefined {
    return this.identity;
  }

  async *batches(): AsyncIterableIterator<ConsumedBatch, undefined> {
    for (const [partition, sizes] of this.#sizes.entries()) {
      this.taken.push(partition);
      yield await Promise.resolve(batchOf(partition, sizes, this.revoked.signal));
    }
    return undefined;
  }
}

/** A batch with values of these sizes. */
function batchOf(partition: number, sizes: readonly number[], signal: AbortSignal): ConsumedBatch {
  const builder = new RecordBatchBuilder();
  for (const size of sizes) builder.append(null, Buffer.alloc(size), undefined, 1);
  const records = [...readRecords(decodeRecordBatch(builder.build()))];
  return {
    ...{ topic: 't', partition, firstOffset: 0, lastOffset: sizes.length - 1 },
    ...{ recordCount: sizes.length, sizeBytes: 0, highWatermark: 9, signal },
    records: records.map((record) => new ConsumedRecord('t', partition, record)),
    commit: () => Promise.resolve(),
  };
}

let clock: ManualClock;
let credit: ByteCredit;
let sent: RecordsReceivedInput[];
let charge: (usage: Usage) => number;
let drained: Promise<void> | undefined;
let metrics: Metrics;

beforeEach(() => {
  clock = new ManualClock();
  credit = new ByteCredit();
  sent = [];
  charge = () => 0;
  drained = undefined;
  metrics = createMetrics();
});

function pumpOf(source: BatchSource, maxMessageBytes = 4_194_304): RecordPump {
  return new RecordPump({
    meter: createSubscribeMeter(metrics),
    ...{ clock, credit, maxMessageBytes, consumer: source, isMember: true },
    caller: { ...unrestrictedCaller, charge },
    send: ({ records }) => {
      if (records) sent.push(records);
      return drained;
    },
    onGiven: () => undefined,
  });
}

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

const grant = (pump: RecordPump, bytes: number): void => {
  credit.grant(bytes);
  pump.notify();
};

it('holds one batch and sends nothing of it while there is no credit', async () => {
  const source = new BatchSource([[10], [10]]);
  const pump = pumpOf(source);
  void pump.run();
  await settle();
  expect([sent, source.taken]).toEqual([[], [0]]);
  grant(pump, 1);
  await settle();
  expect(sent).toMatchObject([{ partition: 0, bytes: 50, nextOffset: 1, highWatermark: 9 }]);
  expect(source.taken).toEqual([0, 1]);
});

it('cuts a batch into messages, each with credit of its own', async () => {
  const pump = pumpOf(new BatchSource([[3_000, 3_000, 3_000]]), 4_096);
  void pump.run();
  for (let count = 1; count <= 3; count += 1) {
    grant(pump, 3_040);
    await settle();
    expect(sent).toHaveLength(count);
  }
  expect(sent.map(({ nextOffset }) => nextOffset)).toEqual([1, 2, 3]);
});

it('sends what is before a record that is too large, then rejects', async () => {
  const pump = pumpOf(new BatchSource([[10, 5_000, 10]]), 4_096);
  credit.grant(1_000_000);
  await expect(pump.run()).rejects.toMatchObject({
    code: 'RECORD_BATCH_TOO_LARGE',
    metadata: { topic: 't', partition: '0', offset: '1', size_bytes: '5040' },
  } satisfies Partial<WeirError>);
  expect(sent).toMatchObject([{ nextOffset: 1 }]);
});

it('waits until the stream has drained', async () => {
  const pump = pumpOf(new BatchSource([[10], [10]]));
  const drain = Promise.withResolvers<void>();
  drained = drain.promise;
  credit.grant(1_000);
  void pump.run();
  await settle();
  expect(sent).toHaveLength(1);
  drain.resolve();
  await settle();
  expect(sent).toHaveLength(2);
});

it('waits for as long as the quota says', async () => {
  ({ charge } = pausing(500, { nowMs: () => clock.monotonicMs() }));
  const pump = pumpOf(new BatchSource([[10], [10]]));
  credit.grant(1_000);
  void pump.run();
  await settle();
  clock.advanceBy(499);
  await settle();
  expect(sent).toHaveLength(1);
  clock.advanceBy(1);
  await settle();
  expect(sent).toHaveLength(2);
});

it('waits at first for what its caller was sent on another stream', async () => {
  ({ charge } = pausing(500, { nowMs: () => clock.monotonicMs() }));
  charge({ fetchedBytes: 1 });
  const pump = pumpOf(new BatchSource([[10]]));
  credit.grant(1_000);
  void pump.run();
  await settle();
  clock.advanceBy(499);
  await settle();
  expect(sent).toHaveLength(0);
  clock.advanceBy(1);
  await settle();
  expect(sent).toHaveLength(1);
});

it('drops the batch in hand when its partition is taken away, or moved', async () => {
  const source = new BatchSource([[10], [10], [10]]);
  const pump = pumpOf(source);
  void pump.run();
  await settle();
  pump.noteSeek({ topic: 't', partition: 1 });
  await settle();
  expect(source.taken).toEqual([0]);
  pump.noteSeek({ topic: 't', partition: 0 });
  await settle();
  expect(source.taken).toEqual([0, 1]);
  source.revoked.abort();
  await settle();
  expect(source.taken).toEqual([0, 1, 2]);
  grant(pump, 1_000);
  await settle();
  expect(sent).toEqual([]);
});

it('does not ask for more, which would join again, until a member that was left out grants some', async () => {
  const source = new BatchSource([[10], [10]]);
  const pump = pumpOf(source);
  void pump.run();
  await settle();
  source.identity = undefined;
  source.revoked.abort();
  await settle();
  expect(source.taken).toEqual([0]);
  grant(pump, 1);
  await settle();
  expect(source.taken).toEqual([0, 1]);
});

it('ends when it is stopped, whatever it waits for', async () => {
  const pump = pumpOf(new BatchSource([[10]]));
  const running = pump.run();
  await settle();
  pump.stop();
  await running;
  expect(sent).toEqual([]);
});

it('counts what it has sent, and what the subscriber has not read', async () => {
  const reading = Promise.withResolvers<void>();
  drained = reading.promise;
  const pump = pumpOf(new BatchSource([[10, 10]]));
  void pump.run();
  grant(pump, 1_000);
  await settle();
  const bytes = sent.reduce((sum, message) => sum + Number(message.bytes ?? 0), 0);
  const shown = async (): Promise<string[]> => (await metrics.registry.metrics()).split('\n');
  expect(await shown()).toEqual(
    expect.arrayContaining([
      'weir_gateway_delivered_records_total 2',
      `weir_gateway_delivered_bytes_total ${bytes}`,
      `weir_gateway_subscriber_buffer_bytes ${bytes}`,
    ]),
  );
  reading.resolve();
  await settle();
  expect(await shown()).toContain('weir_gateway_subscriber_buffer_bytes 0');
});
