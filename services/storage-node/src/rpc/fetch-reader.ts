import { toWeirError, type WeirError } from '@weir/core';
import type { FetchStreamDataInput, FetchStreamPartition } from '@weir/protos';

import { endOffsetOf } from '../partition/check-batches.ts';
import type { Partition } from '../partition/partition.ts';
import { toPartitionError } from '../partition/partition-error.ts';
import type { FetchPosition } from '../partition/partition-reader.ts';
import type { LeaderMarks, PartitionWatcher } from '../partition/replication-ports.ts';
import type { PushSource, TakenItem } from '../streams/push-loop.ts';
import type { ReadSlots } from '../streams/read-slots.ts';

/** The stream that a reader shares with others. */
export interface FetchReaderStream {
  /** Bytes that the client still takes; nothing is sent at 0 or less. */
  readonly credit: number;
  /** Batches were handed out. */
  spend(bytes: number): void;
  /** There may be more to send. */
  wake(reader: FetchReader): void;
  /** Reads that wait for the disk, or for being sent. */
  readonly reads: ReadSlots<FetchReader>;
  /** To be woken when credit is granted. */
  waitForCredit(reader: FetchReader): void;
  /** The reader has told its error and reads no more. */
  finished(reader: FetchReader): void;
}

const maxReadBytes = 1024 * 1024;

/**
 * Reads one partition for one fetch stream: everything committed, from an offset on.
 *
 * Invariants:
 *   - Batches go out in order, none twice, all below the high watermark.
 *   - After an error nothing more goes out.
 * Tests: `storage-node.test.ts`.
 */
export class FetchReader implements PartitionWatcher, PushSource<FetchStreamDataInput> {
  readonly #wanted: FetchStreamPartition;
  readonly #partition: Partition;
  readonly #stream: FetchReaderStream;
  readonly #unwatch: () => void;
  #nextOffset: number;
  #lastFetchedEpoch: number | undefined;
  #read: Buffer[] | undefined;
  #error: WeirError | undefined;
  #isReading = false;
  #holdsSlot = false;
  #isClosed = false;
  #told: LeaderMarks | undefined;

  constructor(wanted: FetchStreamPartition, partition: Partition, stream: FetchReaderStream) {
    this.#wanted = wanted;
    this.#partition = partition;
    this.#stream = stream;
    this.#nextOffset = wanted.fetchOffset;
    this.#lastFetchedEpoch = wanted.lastFetchedEpoch;
    this.#unwatch = partition.watch(this);
  }

  get sessionId(): number {
    return this.#wanted.sessionId;
  }

  partitionMoved(): void {
    this.#stream.wake(this);
  }

  close(): void {
    this.#isClosed = true;
    this.#unwatch();
    this.#stream.reads.forget(this);
    if (!this.#isReading) this.#releaseSlot();
  }

  take(maxBytes: number): TakenItem<FetchStreamDataInput> | undefined {
    if (this.#isClosed || this.#isReading) return undefined;
    try {
      if (this.#error !== undefined) throw this.#error;
      return this.#takeData(maxBytes) ?? this.#takeMarks();
    } catch (error) {
      this.close();
      this.#stream.finished(this);
      return {
        item: this.#toItem({ error: toPartitionError(error), highWatermark: -1 }),
        bytes: 0,
      };
    }
  }

  #takeData(maxBytes: number): TakenItem<FetchStreamDataInput> | undefined {
    if (this.#stream.credit <= 0) {
      this.#stream.waitForCredit(this);
      return undefined;
    }
    const batches = this.#read ?? this.#readNext(Math.min(maxBytes, this.#stream.credit));
    if (batches === undefined) return undefined;
    this.#releaseSlot();
    if (batches.length === 0) return undefined;
    // Asked again: a batch that was read from disk waited for its turn.
    const marks = this.#partition.reader.marks();
    this.#read = undefined;
    this.#nextOffset = endOffsetOf(batches, this.#partition.log.logEndOffset);
    this.#told = marks;
    const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
    this.#stream.spend(bytes);
    return { item: this.#toItem({ batches, ...marks }), bytes };
  }

  /** At the end of what is committed, and without credit: how far the partition is. */
  #takeMarks(): TakenItem<FetchStreamDataInput> | undefined {
    if (this.#isReading) return undefined;
    // A place that cannot be read is an error from the start, also while there is no credit.
    if (this.#told === undefined) this.#partition.reader.checkPosition(this.#position(0));
    const marks = this.#partition.reader.marks();
    const isNews =
      marks.highWatermark !== this.#told?.highWatermark ||
      marks.logStartOffset !== this.#told.logStartOffset;
    if (!isNews) return undefined;
    this.#told = marks;
    return { item: this.#toItem({ ...marks }), bytes: 0 };
  }

  #readNext(maxBytes: number): Buffer[] | undefined {
    if (!this.#stream.reads.tryTake(this)) return undefined;
    this.#holdsSlot = true;
    const batches = this.#partition.reader.fetch(this.#position(Math.min(maxBytes, maxReadBytes)));
    this.#lastFetchedEpoch = undefined;
    if (Array.isArray(batches)) return batches;
    void this.#waitFor(batches);
    return undefined;
  }

  #position(maxBytes: number): FetchPosition {
    return {
      fetchOffset: this.#nextOffset,
      maxBytes,
      lastFetchedEpoch: this.#lastFetchedEpoch,
    };
  }

  async #waitFor(reading: Promise<Buffer[]>): Promise<void> {
    this.#isReading = true;
    try {
      this.#read = await reading;
    } catch (error) {
      this.#error = toWeirError(error);
    }
    this.#isReading = false;
    if (this.#isClosed) this.#releaseSlot();
    else this.#stream.wake(this);
  }

  #releaseSlot(): void {
    if (!this.#holdsSlot) return;
    this.#holdsSlot = false;
    this.#stream.reads.release();
  }

  #toItem(data: NonNullable<FetchStreamDataInput['data']>): FetchStreamDataInput {
    const { topicId, partition, sessionId } = this.#wanted;
    return { sessionId, data: { topicId, partition, ...data } };
  }
}
