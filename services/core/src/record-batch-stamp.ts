import type { Buffer } from 'node:buffer';

import type { LeaderEpoch, Offset } from './brand.ts';
import { invariant } from './invariant.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { writeFixed32, writeFixed64 } from './protobuf-writer.ts';
import { decodeRecordBatch, encodeRecordBatch } from './record-batch-header.ts';
import { canonicalPosition, recordBatchTag } from './record-batch-layout.ts';

/**
 * Whether a batch has the layout that a leader can stamp in place.
 *
 * That is: base offset and leader epoch come first, even when zero, and every field is a known one,
 * there once, in order, the payload last. Generated code of other languages leaves zeros out; a client
 * that sets both to anything but zero saves its leader a copy. Throws as `decodeRecordBatch`, whose
 * `isCanonical` says the same: use that where the batch is decoded anyway.
 */
export function isCanonical(buffer: Buffer): boolean {
  return decodeRecordBatch(buffer).isCanonical;
}

/** The same batch in the canonical layout: `buffer` itself if it has it, else a copy. */
export function canonicalizeRecordBatch(buffer: Buffer): Buffer {
  const batch = decodeRecordBatch(buffer);
  return batch.isCanonical ? buffer : encodeRecordBatch(batch.header, batch.records);
}

/** Sets base offset and leader epoch of a canonical batch in place. For the leader only. */
export function stampRecordBatch(
  buffer: Buffer,
  baseOffset: Offset,
  leaderEpoch: LeaderEpoch,
): void {
  assertStampable(buffer);
  writeFixed64(buffer, canonicalPosition.baseOffset, baseOffset);
  writeFixed32(buffer, canonicalPosition.leaderEpoch, leaderEpoch);
}

/**
 * A copy of a batch whose records all have the time of their append, for topics with
 * `message.timestamp.type = LogAppendTime`. The payload and its checksum stay as they are.
 */
export function setLogAppendTime(buffer: Buffer, appendedAtMs: number): Buffer {
  const { header, records } = decodeRecordBatch(buffer);
  const fields = {
    ...header,
    baseTimestampMs: appendedAtMs,
    maxTimestampMs: appendedAtMs,
    timestampType: 'LogAppendTime',
  } as const;
  return encodeRecordBatch(fields, records);
}

/** The base offset of a canonical batch, without decoding the rest. */
export function peekBaseOffset(buffer: Buffer): Offset {
  assertStampable(buffer);
  const at = canonicalPosition.baseOffset;
  return (buffer.readUInt32LE(at + 4) * 0x1_00_00_00_00 + buffer.readUInt32LE(at)) as Offset;
}

/** The leader epoch of a canonical batch, without decoding the rest. */
export function peekLeaderEpoch(buffer: Buffer): LeaderEpoch {
  assertStampable(buffer);
  return buffer.readUInt32LE(canonicalPosition.leaderEpoch) as LeaderEpoch;
}

/** The number of records of a canonical batch, without decoding the rest. */
export function peekRecordCount(buffer: Buffer): number {
  assertStampable(buffer);
  const reader = new ProtobufReader(buffer, 'CORRUPT_BATCH', canonicalPosition.afterLeaderEpoch);
  let tag = reader.readTag();
  if (tag === recordBatchTag.crc32) {
    reader.skip(tag);
    tag = reader.readTag();
  }
  invariant(tag === recordBatchTag.recordCount, 'a canonical batch has its record count next');
  return reader.readVarint();
}

function assertStampable(buffer: Buffer): void {
  invariant(
    buffer.length > canonicalPosition.afterLeaderEpoch &&
      buffer[canonicalPosition.baseOffsetTag] === recordBatchTag.baseOffset &&
      buffer[canonicalPosition.leaderEpochTag] === recordBatchTag.leaderEpoch,
    'only a canonical batch is stamped or peeked at',
  );
}
