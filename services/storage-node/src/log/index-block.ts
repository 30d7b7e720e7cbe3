import { Buffer } from 'node:buffer';

import { crc32, type Offset } from '@weir/core';

/** Where a batch lies in its segment. */
export interface IndexEntry {
  /** Base offset of the batch. */
  readonly offset: Offset;
  /** Position of its frame in the file, in bytes. */
  readonly position: number;
  /** Largest timestamp of all batches of the segment in front of it; −1 for none. */
  readonly maxTimestampBeforeMs: number;
}

const entrySize = 8 + 4 + 8;
const checksumSize = 4;

/** Packs entries: crc32 of the rest, then offset (double), position (uint32), timestamp (double) of each. */
export function encodeIndexBlock(entries: readonly IndexEntry[]): Buffer {
  const buffer = Buffer.allocUnsafe(checksumSize + entries.length * entrySize);
  let at = checksumSize;
  for (const { offset, position, maxTimestampBeforeMs } of entries) {
    at = buffer.writeDoubleLE(offset, at);
    at = buffer.writeUInt32LE(position, at);
    at = buffer.writeDoubleLE(maxTimestampBeforeMs, at);
  }
  buffer.writeUInt32LE(crc32(buffer.subarray(checksumSize)), 0);
  return buffer;
}

/** Unpacks entries; none from damaged bytes. */
export function decodeIndexBlock(buffer: Buffer): IndexEntry[] {
  const isSound =
    buffer.length >= checksumSize &&
    buffer.readUInt32LE(0) === crc32(buffer.subarray(checksumSize));
  if (!isSound) return [];
  const count = Math.floor((buffer.length - checksumSize) / entrySize);
  return Array.from({ length: count }, (_, index) => {
    const at = checksumSize + index * entrySize;
    return {
      offset: buffer.readDoubleLE(at) as Offset,
      position: buffer.readUInt32LE(at + 8),
      maxTimestampBeforeMs: buffer.readDoubleLE(at + 12),
    };
  });
}
