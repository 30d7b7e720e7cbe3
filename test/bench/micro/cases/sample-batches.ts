import { Buffer } from 'node:buffer';
import {
  RecordBatchBuilder,
  type RecordHeader,
  SeededRandom,
  stampRecordBatch,
  toLeaderEpoch,
  toOffset,
} from '@weir/core';

const timestampMs = 1_700_000_000_000;
const builderBytes = 512 * 1024;

/** Records as a producer has them. */
export interface SampleRecords {
  readonly keys: readonly (Buffer | null)[];
  readonly values: readonly Buffer[];
  readonly headers: readonly RecordHeader[] | undefined;
}

/** Records with random values of one size; with a key of 16 bytes and two headers if asked. */
export function sampleRecords(
  count: number,
  valueBytes: number,
  hasKeyAndHeaders = false,
): SampleRecords {
  const random = new SeededRandom(1);
  const bytes = (size: number): Buffer =>
    Buffer.from(Array.from({ length: size }, () => random.nextInt(256)));
  return {
    keys: Array.from({ length: count }, () => (hasKeyAndHeaders ? bytes(16) : null)),
    values: Array.from({ length: count }, () => bytes(valueBytes)),
    headers: hasKeyAndHeaders
      ? [
          { key: 'trace-id', value: bytes(16) },
          { key: 'content-type', value: Buffer.from('application/json') },
        ]
      : undefined,
  };
}

/** Encodes records as a producer does. */
export function encode({ keys, values, headers }: SampleRecords): Buffer {
  const builder = new RecordBatchBuilder({ targetBytes: builderBytes });
  for (const [index, value] of values.entries()) {
    builder.append(keys[index] ?? null, value, headers, timestampMs + index);
  }
  return builder.build();
}

/** A batch of about so many bytes with one record, as a leader stamps it. */
export function stampedBatch(baseOffset: number, bytes: number): Buffer {
  const batch = encode({ keys: [null], values: [Buffer.alloc(bytes)], headers: undefined });
  stampRecordBatch(batch, toOffset(baseOffset), toLeaderEpoch(1));
  return batch;
}
