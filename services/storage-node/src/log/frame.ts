import type { Buffer } from 'node:buffer';

import {
  crc32,
  decodeRecordBatch,
  maxRecordBatchBytes,
  maxRecordBatchHeaderSize,
  type RecordBatch,
} from '@weir/core';

/**
 * How a batch lies in a segment file:
 *
 *     length of the batch (uint32 LE) · crc32 of the batch's header (uint32 LE) · the batch
 *
 * The header is everything in front of the records, whose own crc32 is in it: the two checksums cover
 * the batch, and the frame's length must agree with the batch's.
 */
export const frameHeaderSize = 8;

/** No batch is longer; a frame that says so is none. */
export const maxFramedBatchSize = maxRecordBatchBytes + 2 * maxRecordBatchHeaderSize;

/** A batch found in a file. */
export interface Frame {
  readonly batch: RecordBatch;
  /** The batch's bytes: a view. */
  readonly bytes: Buffer;
  /** Bytes of the frame, its own header included. */
  readonly size: number;
}

/** Bytes of a batch in front of its records. */
export function batchHeaderSize(bytes: Buffer, batch: RecordBatch): number {
  return bytes.length - batch.records.length;
}

/** Writes the frame's own header in front of a batch. */
export function writeFrameHeader(
  target: Buffer,
  position: number,
  bytes: Buffer,
  headerSize: number,
): void {
  target.writeUInt32LE(bytes.length, position);
  target.writeUInt32LE(crc32(bytes.subarray(0, headerSize)), position + 4);
}

/** The length of the batch that a frame at `position` says it holds, or −1 if it cannot be one. */
export function peekBatchLength(buffer: Buffer, position: number): number {
  if (buffer.length - position < frameHeaderSize) return -1;
  const length = buffer.readUInt32LE(position);
  return length > 0 && length <= maxFramedBatchSize ? length : -1;
}

/**
 * The frame at `position`, its header checked; undefined for what is no whole, sound frame. The
 * records are not checked against their crc32: see `hasSoundRecords`.
 */
export function readFrame(buffer: Buffer, position: number): Frame | undefined {
  const length = peekBatchLength(buffer, position);
  const start = position + frameHeaderSize;
  if (length < 0 || start + length > buffer.length) return undefined;

  const bytes = buffer.subarray(start, start + length);
  const batch = decode(bytes);
  if (batch?.isCanonical !== true) return undefined;
  const headerCrc = crc32(bytes.subarray(0, batchHeaderSize(bytes, batch)));
  if (headerCrc !== buffer.readUInt32LE(position + 4)) return undefined;
  return { batch, bytes, size: frameHeaderSize + length };
}

/** Whether the records of a frame match the crc32 in their header. */
export function hasSoundRecords(frame: Frame): boolean {
  return crc32(frame.batch.records) === frame.batch.header.crc32;
}

function decode(bytes: Buffer): RecordBatch | undefined {
  try {
    return decodeRecordBatch(bytes);
  } catch {
    return undefined;
  }
}
