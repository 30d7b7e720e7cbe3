import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import protobuf from 'protobufjs';

import { noProducerId, toLeaderEpoch, toOffset, toProducerId } from '../src/brand.ts';
import { crc32 } from '../src/crc32.ts';
import { tagOf } from '../src/protobuf-writer.ts';
import { encodeRecordBatch, type RecordBatchHeader } from '../src/record-batch-header.ts';
import {
  codecNumber,
  type RecordBatchFields,
  timestampTypeNumber,
} from '../src/record-batch-layout.ts';

/** A payload that nothing looks into. */
export const sample = Buffer.from('payload');
/** Fields that differ from every default. */
export const sampleFields: RecordBatchFields = {
  baseOffset: toOffset(2 ** 40 + 7),
  leaderEpoch: toLeaderEpoch(3),
  crc32: crc32(sample),
  recordCount: 300,
  codec: 'gzip',
  baseTimestampMs: 1_700_000_000_000,
  maxTimestampMs: 1_700_000_000_999,
  timestampType: 'LogAppendTime',
  producerId: toProducerId(Number.MAX_SAFE_INTEGER),
  producerEpoch: 2,
  baseSequence: 2 ** 31 - 1,
  isControl: true,
};

const int32 = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** Any batch that can be encoded. */
export const anyBatch: fc.Arbitrary<{ fields: RecordBatchFields; records: Buffer }> = fc
  .record({
    baseOffset: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 2 ** 31 }).map(toOffset),
    leaderEpoch: int32.map(toLeaderEpoch),
    recordCount: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    codec: fc.constantFrom('none', 'gzip', 'zstd'),
    timestamps: fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()),
    timestampType: fc.constantFrom('CreateTime', 'LogAppendTime'),
    producer: fc.option(
      fc.record({
        producerId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(toProducerId),
        producerEpoch: int32,
        baseSequence: int32,
      }),
      { nil: { producerId: noProducerId, producerEpoch: 0, baseSequence: 0 } },
    ),
    isControl: fc.boolean(),
    records: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  })
  .map(({ timestamps, producer, records, ...rest }) => ({
    fields: {
      ...rest,
      ...producer,
      crc32: crc32(records),
      baseTimestampMs: Math.min(...timestamps),
      maxTimestampMs: Math.max(...timestamps),
    },
    records: Buffer.from(records),
  }));

/** The message of the `.proto` with zeros left out, as generated code of most languages does. */
export function toMessage(fields: RecordBatchFields, records: Uint8Array): Record<string, unknown> {
  const message = {
    ...fields,
    codec: codecNumber[fields.codec],
    timestampType: timestampTypeNumber[fields.timestampType],
    records,
  };
  return Object.fromEntries(Object.entries(message).filter(([, value]) => Boolean(value)));
}

/** The header that is decoded from a batch with these fields. */
export function withLastOffset(fields: RecordBatchFields): RecordBatchHeader {
  return { ...fields, lastOffset: toOffset(fields.baseOffset + fields.recordCount - 1) };
}

/** One field of a message, by hand. */
export function field(fieldNumber: number, type: number, ...bytes: number[]): Buffer {
  return Buffer.from([tagOf(fieldNumber, type), ...bytes]);
}

/** The sample batch, one field per element, in the canonical order. */
export function sampleParts(): Buffer[] {
  const buffer = encodeRecordBatch(sampleFields, sample);
  const reader = protobuf.Reader.create(buffer);
  const parts: Buffer[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    reader.skipType(reader.uint32() & 7);
    parts.push(buffer.subarray(start, reader.pos));
  }
  return parts;
}
