import type { Buffer } from 'node:buffer';

import { ProtobufReader } from './protobuf-reader.ts';
import { varintSize } from './protobuf-writer.ts';
import { recordsTag } from './record-layout.ts';

/**
 * Goes through the records of an uncompressed `weir.v1.RecordSet` frame by frame, without looking into
 * them. One object serves all of a set: nothing is allocated per record.
 *
 * Invariants:
 *   - 0 ≤ `start` ≤ `end` ≤ length of the buffer.
 * Tests: `record-set.test.ts`.
 */
export class RecordFrames {
  readonly buffer: Buffer;
  /** Where the current record is: from `start`, inclusive, to `end`, exclusive. */
  start = 0;
  end = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  /** Moves to the next record; false when there is none. Throws `CORRUPT_BATCH`. */
  next(): boolean {
    const { buffer, end } = this;
    const length = buffer[end] === recordsTag ? shortVarintAt(buffer, end + 1) : -1;
    const start = end + 1 + varintSize(length);
    if (length < 0 || start + length > buffer.length) return this.#nextOfAnyForm();
    this.start = start;
    this.end = start + length;
    return true;
  }

  /** As `next`, for what is long, of another form, unknown, damaged, or the end. */
  #nextOfAnyForm(): boolean {
    const reader = new ProtobufReader(this.buffer, 'CORRUPT_BATCH', this.end);
    while (!reader.isAtEnd) {
      const tag = reader.readTag();
      if (tag === recordsTag) {
        const length = reader.readLength();
        this.start = reader.position;
        this.end = this.start + length;
        return true;
      }
      reader.skip(tag);
    }
    this.start = reader.position;
    this.end = reader.position;
    return false;
  }
}

/** The varint at a position if it takes up to three bytes and none too many: `varintSize` of it; else −1. */
export function shortVarintAt(buffer: Buffer, position: number): number {
  const first = buffer[position];
  if (first === undefined || first < 0x80) return first ?? -1;
  const second = buffer[position + 1] ?? 0;
  if (second === 0) return -1;
  if (second < 0x80) return (first & 0x7f) | (second << 7);
  const third = buffer[position + 2] ?? 0;
  if (third === 0 || third >= 0x80) return -1;
  return (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14);
}
