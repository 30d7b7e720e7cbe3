import type { LeaderEpoch, Offset } from '@weir/core';

import type { SegmentIndex } from './segment-index.ts';

/** What the database keeps of a segment. A segment that is not sealed is measured by its file. */
export interface SegmentRecord {
  readonly baseOffset: Offset;
  /** Offset after the last record. */
  readonly nextOffset: Offset;
  readonly sizeBytes: number;
  /** Largest timestamp of any batch, −1 for none. */
  readonly maxTimestampMs: number;
  /** Leader epoch of the last batch. */
  readonly lastEpoch: LeaderEpoch;
  readonly createdAtMs: number;
  /** Whole, on disk, and not written to any more. */
  readonly isSealed: boolean;
}

const fileNamePattern = /^(\d{20})\.log$/;
const offsetDigits = 20;

/**
 * One segment of a log: a file of framed batches and its index. Only the newest is written to.
 *
 * Fields change by the log's exclusive tasks alone. They count what is written; batches under way are
 * not in them.
 */
export class Segment {
  readonly baseOffset: Offset;
  readonly path: string;
  readonly index: SegmentIndex;
  readonly createdAtMs: number;
  /** Offset after the last record; `baseOffset` while there is none. */
  nextOffset: Offset;
  sizeBytes: number;
  /** Largest timestamp of any batch, −1 for none. */
  maxTimestampMs: number;
  /** Leader epoch of the last batch; 0 while there is none. */
  lastEpoch: LeaderEpoch;
  isSealed: boolean;

  constructor(directory: string, index: SegmentIndex, record: SegmentRecord) {
    this.path = `${directory}/${segmentFileName(record.baseOffset)}`;
    this.index = index;
    this.baseOffset = record.baseOffset;
    this.createdAtMs = record.createdAtMs;
    this.nextOffset = record.nextOffset;
    this.sizeBytes = record.sizeBytes;
    this.maxTimestampMs = record.maxTimestampMs;
    this.lastEpoch = record.lastEpoch;
    this.isSealed = record.isSealed;
  }

  /** What to keep of it in the database. */
  toRecord(): SegmentRecord {
    const { baseOffset, nextOffset, sizeBytes, maxTimestampMs, lastEpoch } = this;
    return {
      baseOffset,
      nextOffset,
      sizeBytes,
      maxTimestampMs,
      lastEpoch,
      createdAtMs: this.createdAtMs,
      isSealed: this.isSealed,
    };
  }
}

/** The record of a segment without records. */
export function emptySegmentRecord(baseOffset: Offset, createdAtMs: number): SegmentRecord {
  return {
    baseOffset,
    nextOffset: baseOffset,
    sizeBytes: 0,
    maxTimestampMs: -1,
    lastEpoch: 0 as LeaderEpoch,
    createdAtMs,
    isSealed: false,
  };
}

/** Name of a segment's file: its base offset in 20 digits. */
export function segmentFileName(baseOffset: Offset): string {
  return `${String(baseOffset).padStart(offsetDigits, '0')}.log`;
}

/** The base offset in a segment's file name; undefined for other files. */
export function baseOffsetOfFile(name: string): Offset | undefined {
  const digits = fileNamePattern.exec(name)?.[1];
  const offset = digits === undefined ? Number.NaN : Number(digits);
  return Number.isSafeInteger(offset) ? (offset as Offset) : undefined;
}
