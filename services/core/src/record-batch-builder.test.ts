import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { noProducerId, toOffset, toProducerId } from './brand.ts';
import { codecs } from './compression.ts';
import { crc32 } from './crc32.ts';
import { readRecords } from './read-records.ts';
import { RecordBatchBuilder } from './record-batch-builder.ts';
import { decodeRecordBatch, encodeRecordBatch } from './record-batch-header.ts';

interface SampleRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly timestampMs: number;
}

const anyBytes = fc.option(fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)));
const anyRecords: fc.Arbitrary<SampleRecord[]> = fc.array(
  fc.record(
    { key: anyBytes, value: anyBytes, timestampMs: fc.nat({ max: 2 ** 51 }) },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 50 },
);

function builderOf(records: readonly SampleRecord[]): RecordBatchBuilder {
  const builder = new RecordBatchBuilder();
  for (const { key, value, timestampMs } of records) {
    expect(builder.append(key, value, undefined, timestampMs)).toBe(true);
  }
  return builder;
}

function compressibleBuilder(recordCount = 100): RecordBatchBuilder {
  const builder = new RecordBatchBuilder();
  for (let index = 0; index < recordCount; index += 1) {
    builder.append(`key-${index}`, 'the same value again and again', undefined, 1000 + index);
  }
  return builder;
}

describe.each(codecs)('with codec %s', (codec) => {
  test('what is appended is read back, with offsets and timestamps', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, async (records) => {
        for (const batch of [
          builderOf(records).build({ codec }),
          await builderOf(records).buildAsync({ codec }),
        ]) {
          expect(
            Array.from(readRecords(batch), ({ key, value, timestampMs }) => ({
              key,
              value,
              timestampMs,
            })),
          ).toStrictEqual(records);
          expect(Array.from(readRecords(batch), ({ offset }) => offset)).toStrictEqual(
            records.map((_, index) => index),
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  test('the header says what the records are', () => {
    const producer = { producerId: toProducerId(5), producerEpoch: 2, baseSequence: 30 };
    const batch = decodeRecordBatch(compressibleBuilder().build({ codec, ...producer }));

    expect(batch.isCanonical).toBe(true);
    expect(batch.header).toStrictEqual({
      baseOffset: 0,
      leaderEpoch: 0,
      crc32: crc32(batch.records),
      recordCount: 100,
      codec,
      baseTimestampMs: 1000,
      maxTimestampMs: 1099,
      timestampType: 'CreateTime',
      ...producer,
      isControl: false,
      lastOffset: 99,
    });
  });
});

test('finds the max timestamp among records that are out of order', () => {
  const builder = new RecordBatchBuilder();
  for (const timestampMs of [50, 90, 10]) builder.append(null, 'v', undefined, timestampMs);

  expect([builder.baseTimestampMs, builder.maxTimestampMs]).toStrictEqual([50, 90]);
  expect(Array.from(readRecords(builder.build()), ({ timestampMs }) => timestampMs)).toStrictEqual([
    50, 90, 10,
  ]);
});

test('leaves the codec out when it makes the batch no smaller', async () => {
  const tiny = { key: null, value: Buffer.from('x'), timestampMs: 1 };

  expect(decodeRecordBatch(builderOf([tiny]).build({ codec: 'gzip' })).header.codec).toBe('none');
  expect(
    decodeRecordBatch(await builderOf([tiny]).buildAsync({ codec: 'zstd' })).header.codec,
  ).toBe('none');
});

test('marks a control batch', () => {
  const batch = compressibleBuilder(1).build({ isControl: true });

  expect(decodeRecordBatch(batch).header).toMatchObject({
    isControl: true,
    producerId: noProducerId,
  });
});

test('is full at its target, header included', () => {
  const builder = new RecordBatchBuilder({ targetBytes: 1000 });
  let appended = 0;
  while (builder.append(null, 'x'.repeat(50), undefined, 0)) appended += 1;

  expect(builder.recordCount).toBe(appended);
  expect(builder.sizeBytes).toBeLessThanOrEqual(1000);
  expect(builder.sizeBytes).toBeGreaterThan(940);
  expect(builder.build().length).toBeLessThanOrEqual(builder.sizeBytes);
});

test('takes one record however small its target', () => {
  const builder = new RecordBatchBuilder({ targetBytes: 1 });

  expect(builder.append(null, 'x'.repeat(5000), undefined, 0)).toBe(true);
  expect(builder.append(null, 'x', undefined, 0)).toBe(false);
  expect(readRecords(builder.build()).recordCount).toBe(1);
});

test.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the timestamp %d', (timestampMs) => {
  expect(() => new RecordBatchBuilder().append(null, 'x', undefined, timestampMs)).toThrow(
    expect.objectContaining({ code: 'INVALID_TIMESTAMP' }),
  );
});

test('builds once, and never nothing', () => {
  const builder = compressibleBuilder();
  builder.build();

  expect(() => builder.build()).toThrow('a record batch is built once');
  expect(() => new RecordBatchBuilder().build()).toThrow('a record batch has records');
});

test('can be given another producer epoch without touching the payload', () => {
  const { header, records } = decodeRecordBatch(compressibleBuilder().build());
  const again = encodeRecordBatch({ ...header, producerEpoch: 3, baseSequence: 0 }, records);

  expect(readRecords(again).recordCount).toBe(100);
});

describe('reading', () => {
  test('starts at the offset that was asked for', () => {
    const { header, records } = decodeRecordBatch(compressibleBuilder(10).build());
    const batch = encodeRecordBatch({ ...header, baseOffset: toOffset(500) }, records);
    const offsetsFrom = (fromOffset: number): number[] =>
      Array.from(readRecords(batch, { fromOffset: toOffset(fromOffset) }), (r) => r.offset);

    expect(offsetsFrom(0)).toHaveLength(10);
    expect(offsetsFrom(500)).toHaveLength(10);
    expect(offsetsFrom(508)).toStrictEqual([508, 509]);
    expect(offsetsFrom(510)).toStrictEqual([]);
  });

  test('takes a decoded batch as well', () => {
    expect(readRecords(decodeRecordBatch(compressibleBuilder().build())).recordCount).toBe(100);
  });

  test('refuses a payload that does not match its checksum', () => {
    const batch = compressibleBuilder().build();
    batch[batch.length - 1] = 0;

    expect(() => readRecords(batch)).toThrow(expect.objectContaining({ code: 'CORRUPT_BATCH' }));
  });

  test('refuses records that decompress beyond the limit', () => {
    const batch = compressibleBuilder().build({ codec: 'zstd' });

    expect(() => readRecords(batch, { maxDecompressedBytes: 1000 })).toThrow(
      expect.objectContaining({ code: 'RECORD_BATCH_TOO_LARGE' }),
    );
  });

  test('refuses a batch that has not as many records as it says', () => {
    const { header, records } = decodeRecordBatch(compressibleBuilder().build());
    const lying = encodeRecordBatch({ ...header, recordCount: 101 }, records);

    expect(() => readRecords(lying)).toThrow(
      expect.objectContaining({
        code: 'CORRUPT_BATCH',
        message: 'Batch says 101 records and has 100',
      }),
    );
  });
});
