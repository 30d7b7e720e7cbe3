import type { Buffer } from 'node:buffer';

import type { Offset } from './brand.ts';
import { LogRecord, type RecordTimes } from './log-record.ts';
import { RecordFrames } from './record-frames.ts';

/** What the batch around a record set says about its records. */
export interface RecordSetContext extends RecordTimes {
  /** Offset of the set's first record. */
  readonly baseOffset: Offset;
  /** Records to pass over at the start; 0 by default. */
  readonly skipRecords?: number | undefined;
}

const standAlone: RecordSetContext = { baseOffset: 0 as Offset, baseTimestampMs: 0 };

/**
 * The records of an uncompressed `weir.v1.RecordSet`, decoded one by one as they are iterated.
 *
 * The frames of all records are checked when the set is made, so `recordCount` can be relied upon; a
 * malformed record inside its frame throws `CORRUPT_BATCH` when the iteration comes to it.
 */
export class RecordSet implements Iterable<LogRecord> {
  /** Records that an iteration yields: those of the set less those passed over. */
  readonly recordCount: number;
  /** Records in the set, those passed over included. */
  readonly totalRecordCount: number;
  readonly #buffer: Buffer;
  readonly #context: RecordSetContext;

  /** Throws `CORRUPT_BATCH` when the frames of the records do not add up. */
  constructor(buffer: Buffer, context: RecordSetContext) {
    this.totalRecordCount = countRecords(buffer);
    this.recordCount = Math.max(0, this.totalRecordCount - (context.skipRecords ?? 0));
    this.#buffer = buffer;
    this.#context = context;
  }

  /** The uncompressed bytes that the records are views of: to look for something in all of them at once. */
  get bytes(): Buffer {
    return this.#buffer;
  }

  [Symbol.iterator](): Iterator<LogRecord, undefined> {
    return new RecordIterator(this.cursor());
  }

  /** As an iterator, without an object for each step. */
  cursor(): RecordCursor {
    return new RecordCursor(this.#buffer, this.#context);
  }
}

/** Decodes the bytes of a record set; without a context offsets count from 0 and times are deltas. */
export function decodeRecordSet(buffer: Buffer, context: RecordSetContext = standAlone): RecordSet {
  return new RecordSet(buffer, context);
}

function countRecords(buffer: Buffer): number {
  const frames = new RecordFrames(buffer);
  let count = 0;
  while (frames.next()) count += 1;
  return count;
}

/** Goes through the records of a set, once. */
export class RecordCursor {
  readonly #frames: RecordFrames;
  readonly #context: RecordSetContext;
  #nextOffset: number;

  /** For `RecordSet`. */
  constructor(buffer: Buffer, context: RecordSetContext) {
    this.#frames = new RecordFrames(buffer);
    this.#context = context;
    this.#nextOffset = context.baseOffset;
    const { skipRecords = 0 } = context;
    for (let passed = 0; passed < skipRecords && this.#frames.next(); passed += 1) {
      this.#nextOffset += 1;
    }
  }

  /** The next record; undefined behind the last. Throws `CORRUPT_BATCH` for one that does not parse. */
  take(): LogRecord | undefined {
    if (!this.#frames.next()) return undefined;
    const offset = this.#nextOffset as Offset;
    this.#nextOffset += 1;
    return new LogRecord(this.#frames, offset, this.#context);
  }
}

class RecordIterator implements Iterator<LogRecord, undefined> {
  readonly #cursor: RecordCursor;

  constructor(cursor: RecordCursor) {
    this.#cursor = cursor;
  }

  next(): IteratorResult<LogRecord, undefined> {
    const value = this.#cursor.take();
    return value === undefined ? { done: true, value } : { done: false, value };
  }
}
