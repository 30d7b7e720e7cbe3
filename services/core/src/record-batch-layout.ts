import type { Buffer } from 'node:buffer';

import type { LeaderEpoch, Offset, ProducerId } from './brand.ts';
import type { Codec } from './compression.ts';
import {
  int64Size,
  tagOf,
  varintSize,
  wireType,
  writeFixed32,
  writeFixed64,
  writeInt64,
  writeVarint,
} from './protobuf-writer.ts';

/** Who set the timestamps of a batch: its producer, or the leader that appended it. */
export type TimestampType = 'CreateTime' | 'LogAppendTime';

/** What a record batch says about itself in front of its payload. Only `crc32` covers the payload. */
export interface RecordBatchFields {
  /** Offset of the first record; set by the leader, 0 before. */
  readonly baseOffset: Offset;
  /** Epoch of the leader that appended the batch; set by it, 0 before. */
  readonly leaderEpoch: LeaderEpoch;
  /** IEEE crc32 of the payload as it is, that is compressed. */
  readonly crc32: number;
  /** At least 1. */
  readonly recordCount: number;
  readonly codec: Codec;
  /** Timestamp of the first record, to which the records' deltas are added. */
  readonly baseTimestampMs: number;
  /** Largest timestamp of any record; at least `baseTimestampMs`. */
  readonly maxTimestampMs: number;
  readonly timestampType: TimestampType;
  /** `noProducerId` (0) when the batch is not idempotent; then epoch and sequence are 0 too. */
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  /** Sequence of the first record in its producer and partition: 0 to 2^31−1, then 0 again. */
  readonly baseSequence: number;
  /** A decision of the cluster with an offset of its own, not for users: readers skip it. */
  readonly isControl: boolean;
}

/** Tags of `weir.v1.RecordBatch`; all but the first three are one field number and varint. */
export const recordBatchTag = {
  baseOffset: tagOf(1, wireType.fixed64),
  leaderEpoch: tagOf(2, wireType.fixed32),
  crc32: tagOf(3, wireType.fixed32),
  recordCount: tagOf(4, wireType.varint),
  codec: tagOf(5, wireType.varint),
  baseTimestampMs: tagOf(6, wireType.varint),
  maxTimestampMs: tagOf(7, wireType.varint),
  timestampType: tagOf(8, wireType.varint),
  producerId: tagOf(9, wireType.varint),
  producerEpoch: tagOf(10, wireType.varint),
  baseSequence: tagOf(11, wireType.varint),
  isControl: tagOf(12, wireType.varint),
  records: tagOf(15, wireType.bytes),
} as const;

/** Where the canonical layout has the tags and values that a leader stamps. */
export const canonicalPosition = {
  baseOffsetTag: 0,
  baseOffset: 1,
  leaderEpochTag: 9,
  leaderEpoch: 10,
  afterLeaderEpoch: 14,
} as const;

/** No header is longer: room to leave in front of records that are encoded in place. */
export const maxRecordBatchHeaderSize = 96;

/** `weir.v1.Codec` on the wire; 0, unspecified, reads as none. */
export const codecNumber = { none: 1, gzip: 2, zstd: 3 } as const satisfies Record<Codec, number>;

/** `weir.v1.TimestampType` on the wire; 0, unspecified, reads as create time. */
export const timestampTypeNumber = {
  CreateTime: 1,
  LogAppendTime: 2,
} as const satisfies Record<TimestampType, number>;

const fixedFieldsSize = 9 + 5 + 5;
const varintFieldsTagSize = 9;

/** Bytes that `writeRecordBatchHeader` takes: everything in front of the payload. */
export function recordBatchHeaderSize(fields: RecordBatchFields, recordsLength: number): number {
  return (
    fixedFieldsSize +
    varintFieldsTagSize +
    varintSize(fields.recordCount) +
    // Codec, timestamp type and control flag are one byte each.
    3 +
    int64Size(fields.baseTimestampMs) +
    int64Size(fields.maxTimestampMs) +
    varintSize(fields.producerId) +
    varintSize(fields.producerEpoch) +
    varintSize(fields.baseSequence) +
    1 +
    varintSize(recordsLength)
  );
}

/**
 * Writes the header in the canonical layout: every field in order, zeros too, up to and including
 * the length of the payload. Returns the position where the payload goes.
 */
export function writeRecordBatchHeader(
  buffer: Buffer,
  position: number,
  fields: RecordBatchFields,
  recordsLength: number,
): number {
  let at = writeByte(buffer, position, recordBatchTag.baseOffset);
  at = writeFixed64(buffer, at, fields.baseOffset);
  at = writeByte(buffer, at, recordBatchTag.leaderEpoch);
  at = writeFixed32(buffer, at, fields.leaderEpoch);
  at = writeByte(buffer, at, recordBatchTag.crc32);
  at = writeFixed32(buffer, at, fields.crc32);
  at = writeByte(buffer, at, recordBatchTag.recordCount);
  at = writeVarint(buffer, at, fields.recordCount);
  at = writeByte(buffer, at, recordBatchTag.codec);
  at = writeVarint(buffer, at, codecNumber[fields.codec]);
  at = writeByte(buffer, at, recordBatchTag.baseTimestampMs);
  at = writeInt64(buffer, at, fields.baseTimestampMs);
  at = writeByte(buffer, at, recordBatchTag.maxTimestampMs);
  at = writeInt64(buffer, at, fields.maxTimestampMs);
  at = writeByte(buffer, at, recordBatchTag.timestampType);
  at = writeVarint(buffer, at, timestampTypeNumber[fields.timestampType]);
  at = writeByte(buffer, at, recordBatchTag.producerId);
  at = writeVarint(buffer, at, fields.producerId);
  at = writeByte(buffer, at, recordBatchTag.producerEpoch);
  at = writeVarint(buffer, at, fields.producerEpoch);
  at = writeByte(buffer, at, recordBatchTag.baseSequence);
  at = writeVarint(buffer, at, fields.baseSequence);
  at = writeByte(buffer, at, recordBatchTag.isControl);
  at = writeByte(buffer, at, fields.isControl ? 1 : 0);
  at = writeByte(buffer, at, recordBatchTag.records);
  return writeVarint(buffer, at, recordsLength);
}

function writeByte(buffer: Buffer, position: number, value: number): number {
  buffer[position] = value;
  return position + 1;
}
