import { Buffer } from 'node:buffer';

import fc from 'fast-check';

import type { RecordHeader } from '../src/log-record.ts';
import {
  type RecordBytes,
  RecordSetBuilder,
  type RecordSetBuilderOptions,
} from '../src/record-set-builder.ts';
import { recordSetProto } from './record-proto.ts';

/** What is appended to a builder, and encoded with protobufjs to compare. */
export interface SampleRecord {
  readonly key: RecordBytes;
  readonly value: RecordBytes;
  readonly headers: readonly RecordHeader[];
  readonly timestampDeltaMs: number;
}

const text = fc.string({ unit: 'binary', maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 300 });
/** Any record that a builder takes. */
export const anyRecord: fc.Arbitrary<SampleRecord> = fc.record({
  key: fc.option(fc.oneof(bytes, text)),
  value: fc.option(fc.oneof(bytes, text)),
  headers: fc.array(fc.record({ key: text, value: fc.option(bytes) }), { maxLength: 4 }),
  timestampDeltaMs: fc.oneof(
    fc.constant(0),
    fc.integer(),
    fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 }),
  ),
});
/** A record set's worth, maybe none. */
export const anyRecords = fc.array(anyRecord, { maxLength: 20 });

/** Encodes with our builder; all records must fit. */
export function encodeRecords(
  records: readonly SampleRecord[],
  options?: RecordSetBuilderOptions,
): Buffer {
  const builder = new RecordSetBuilder(options);
  for (const { key, value, headers, timestampDeltaMs } of records) {
    builder.append(key, value, headers, timestampDeltaMs);
  }
  return builder.build();
}

/** The bytes that a key or value reads back as. */
export function toBytes(data: RecordBytes): Buffer | null {
  return data === null ? null : Buffer.from(data);
}

/** A `Record` message with what is null or zero left out, as generated code does. */
function toMessage(record: SampleRecord): Record<string, unknown> {
  return {
    ...(record.key !== null && { key: toBytes(record.key) }),
    ...(record.value !== null && { value: toBytes(record.value) }),
    headers: record.headers.map(({ key, value }) => ({
      ...(key !== '' && { key }),
      ...(value !== null && { value }),
    })),
    ...(record.timestampDeltaMs !== 0 && { timestampDeltaMs: record.timestampDeltaMs }),
  };
}

/** The oracle: the bytes of the same records. */
export function encodeWithProtobufjs(records: readonly SampleRecord[]): Buffer {
  return Buffer.from(recordSetProto.encode({ records: records.map(toMessage) }).finish());
}
