import { invariant, type Offset, type RecordCursor, readRecords, type RecordSet } from '@weir/core';
import type { ConsumedBatch } from './consumed-batch.ts';
import { ConsumedRecord } from './consumed-record.ts';
import type { OffsetToCommit } from './consumer-options.ts';
import type { FetchedBatch, PartitionReader } from './partition-reader.ts';

/** Commits the offset after a batch. */
export type CommitBatch = (reader: PartitionReader, offset: OffsetToCommit) => Promise<void>;

/**
 * A batch in the application's hand.
 *
 * Invariants:
 *   - Its checksum was right.
 *   - It leaves the hand once.
 *   - When the partition is taken away while it is in hand, only those records count as handled after
 *     which the application asked for another.
 * Tests: `given-batch.test.ts`.
 */
export class GivenBatch implements ConsumedBatch {
  readonly reader: PartitionReader;
  readonly firstOffset: number;
  readonly #fetched: FetchedBatch;
  readonly #records: RecordSet;
  readonly #commit: CommitBatch;
  readonly #seeks: number;
  #lastGiven = -1;
  #askedBeyond = 0;
  #isDone = false;

  /** Throws as `readRecords`. */
  constructor(reader: PartitionReader, fetched: FetchedBatch, commit: CommitBatch) {
    const { baseOffset } = fetched.batch.header;
    this.reader = reader;
    this.firstOffset = Math.max(baseOffset, reader.position);
    this.#fetched = fetched;
    this.#commit = commit;
    this.#seeks = reader.seeks;
    this.#records = readRecords(fetched.batch, { fromOffset: this.firstOffset as Offset });
  }

  /** Whether the application has not moved the reader since. */
  get isCurrent(): boolean {
    return this.reader.seeks === this.#seeks;
  }

  /** Whether it has left the application's hand. */
  get isDone(): boolean {
    return this.#isDone;
  }

  get topic(): string {
    return this.reader.topic;
  }

  get partition(): number {
    return this.reader.partition;
  }

  get lastOffset(): number {
    return this.#fetched.batch.header.lastOffset;
  }

  get leaderEpoch(): number {
    return this.#fetched.batch.header.leaderEpoch;
  }

  get recordCount(): number {
    return this.#records.recordCount;
  }

  get sizeBytes(): number {
    return this.#fetched.sizeBytes;
  }

  get highWatermark(): number {
    return this.reader.highWatermark;
  }

  get signal(): AbortSignal {
    return this.reader.signal;
  }

  get records(): Iterable<ConsumedRecord> {
    return { [Symbol.iterator]: () => this.iterate() };
  }

  /** The records; remembers how far the application has asked for more. */
  iterate(): Iterator<ConsumedRecord, undefined> {
    return new GivenRecords(this, this.#records.cursor());
  }

  /** The application asks for the record behind the last one given. */
  noteAsked(): void {
    if (this.#lastGiven >= this.#askedBeyond) this.#askedBeyond = this.#lastGiven + 1;
  }

  /** The application was given a record. */
  noteGiven(offset: number): void {
    this.#lastGiven = offset;
  }

  /** The records, for handlers that say themselves when one is handled. */
  *each(): Generator<ConsumedRecord, undefined> {
    for (const record of this.#records) {
      yield new ConsumedRecord(this.topic, this.partition, record);
    }
    return undefined;
  }

  async commit(): Promise<void> {
    const { topic, partition, lastOffset, leaderEpoch } = this;
    await this.#commit(this.reader, { topic, partition, offset: lastOffset + 1, leaderEpoch });
  }

  /** The application asked for another record: the last one given counts as handled. */
  handleGiven(): void {
    this.noteAsked();
    this.handleAsked();
  }

  /** What the application asked for more after counts as handled. */
  handleAsked(): void {
    if (this.isCurrent) this.reader.handle(this.#askedBeyond, this.leaderEpoch);
  }

  /** Whether some of its records have not been given, and are to be given another time. */
  get isPartlyGiven(): boolean {
    const { reader } = this;
    return this.isCurrent && !reader.isRevoked && reader.position <= this.lastOffset;
  }

  /** The application asked for the next batch: what was given of this one counts as handled. */
  finish(): void {
    const { reader } = this;
    if (!reader.isRevoked && !this.isPartlyGiven) this.#askedBeyond = this.lastOffset + 1;
    this.drop();
  }

  /** The iteration ended with this batch in hand: only what was asked beyond counts. */
  drop(): void {
    this.handleAsked();
    this.release();
  }

  /** It leaves the hand; what of it was handled has been told already. */
  release(): void {
    invariant(!this.#isDone, 'a batch leaves the hand once');
    this.#isDone = true;
    this.reader.finish(this.#fetched, this.#seeks);
  }
}

/** Gives the records of a batch to the application. */
class GivenRecords implements Iterator<ConsumedRecord, undefined> {
  readonly #batch: GivenBatch;
  readonly #cursor: RecordCursor;
  readonly #topic: string;
  readonly #partition: number;

  constructor(batch: GivenBatch, cursor: RecordCursor) {
    this.#batch = batch;
    this.#cursor = cursor;
    this.#topic = batch.topic;
    this.#partition = batch.partition;
  }

  next(): IteratorResult<ConsumedRecord, undefined> {
    this.#batch.noteAsked();
    const record = this.#cursor.take();
    if (record === undefined) return { done: true, value: undefined };
    this.#batch.noteGiven(record.offset);
    return { done: false, value: new ConsumedRecord(this.#topic, this.#partition, record) };
  }
}
