import type { Buffer } from 'node:buffer';

import type { Offset } from './brand.ts';
import { LogRecord, type RecordTimes } from './log-record.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { recordsTag } from './record-layout.ts';

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

  [Symbol.iterator](): Iterator<LogRecord, undefined> {
    return new RecordIterator(this.#buffer, this.#context);
  }
}

/** Decodes the bytes of a record set; without a context offsets count from 0 and times are deltas. */
export function decodeRecordSet(buffer: Buffer, context: RecordSetContext = standAlone): RecordSet {
  return new RecordSet(buffer, context);
}

function countRecords(buffer: Buffer): number {
  const reader = new ProtobufReader(buffer, 'CORRUPT_BATCH');
  let count = 0;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    if (tag === recordsTag) count += 1;
    reader.skip(tag);
  }
  return count;
}

class RecordIterator implements Iterator<LogRecord, undefined> {
  readonly #reader: ProtobufReader;
  readonly #context: RecordSetContext;
  #nextOffset: number;

  constructor(buffer: Buffer, context: RecordSetContext) {
    this.#reader = new ProtobufReader(buffer, 'CORRUPT_BATCH');
    this.#context = context;
    this.#nextOffset = context.baseOffset;
    this.#passOver(context.skipRecords ?? 0);
  }

  next(): IteratorResult<LogRecord, undefined> {
    return this.#findRecord()
      ? { done: false, value: this.#readRecord() }
      : { done: true, value: undefined };
  }

  #passOver(recordCount: number): void {
    for (let passed = 0; passed < recordCount && this.#findRecord(); passed += 1) {
      this.#reader.skip(recordsTag);
      this.#nextOffset += 1;
    }
  }

  /** Moves to behind the tag of the next record; false when there is none. */
  #findRecord(): boolean {
    while (!this.#reader.isAtEnd) {
      const tag = this.#reader.readTag();
      if (tag === recordsTag) return true;
      this.#reader.skip(tag);
    }
    return false;
  }

  #readRecord(): LogRecord {
    const length = this.#reader.readLength();
    const offset = this.#nextOffset as Offset;
    this.#nextOffset += 1;
    return new LogRecord(this.#reader, length, offset, this.#context);
  }
}
