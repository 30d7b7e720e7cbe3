import { type Clock, toWeirError, type WeirError } from '@weir/core';
import type { FetchStreamPartition } from '@weir/protos';

import { countRecords, endOffsetOf } from '../partition/check-batches.ts';
import type { Partition } from '../partition/partition.ts';
import { toPartitionError } from '../partition/partition-error.ts';
import type { FetchPosition } from '../partition/partition-reader.ts';
import type { LeaderMarks, PartitionWatcher } from '../partition/replication-ports.ts';
import type { PushSource, TakenItem } from '../streams/push-loop.ts';
import type { ReadSlots } from '../streams/read-slots.ts';
import { type FetchItem, type FetchItemData, noData } from './encode-fetch-stream-response.ts';
import type { LogServiceObserver } from './log-service-observer.ts';
import type { ReadBuffers } from './read-buffers.ts';

/** The stream that a reader shares with others. */
export interface FetchReaderStream {
  /** Bytes that the client still takes; nothing is sent at 0 or less. */
  readonly credit: number;
  readonly clock: Clock;
  readonly observer: LogServiceObserver;
  /** Why the caller may read the topic no more; undefined where it may. */
  problem(topicId: string): WeirError | undefined;
  /** Batches were handed out. */
  spend(bytes: number): void;
  /** There may be more to send. */
  wake(reader: FetchReader): void;
  /** Reads that wait for the disk, or for being sent. */
  readonly reads: ReadSlots<FetchReader>;
  /** What those reads go into. */
  readonly buffers: ReadBuffers;
  /** To be woken when credit is granted. */
  waitForCredit(reader: FetchReader): void;
  /** The reader has told its error and reads no more. */
  finished(reader: FetchReader): void;
}

/** Bytes of batches that are read, and sent, at once. */
export const maxFetchBytes = 1024 * 1024;

/**
 * Reads one partition for one fetch stream: everything committed, from an offset on.
 *
 * Invariants:
 *   - Batches go out in order, none twice, all below the high watermark.
 *   - After an error nothing more goes out.
 *   - A buffer that was read into is given back once its batches are in a message.
 * Tests: `storage-node.test.ts`.
 */
export class FetchReader implements PartitionWatcher, PushSource<FetchItem> {
  readonly #wanted: FetchStreamPartition;
  readonly #partition: Partition;
  readonly #stream: FetchReaderStream;
  readonly #unwatch: () => void;
  #nextOffset: number;
  #lastFetchedEpoch: number | undefined;
  #read: Buffer[] | undefined;
  /** Holds what is being read, or was read and not taken. */
  #buffer: Buffer | undefined;
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
    if (!this.#isReading) this.#endRead();
  }

  take(): TakenItem<FetchItem> | undefined {
    if (this.#isClosed || this.#isReading) return undefined;
    try {
      const problem = this.#error ?? this.#stream.problem(this.#wanted.topicId);
      if (problem !== undefined) throw problem;
      return this.#takeData() ?? this.#takeMarks();
    } catch (error) {
      this.close();
      this.#stream.finished(this);
      this.#stream.observer.traffic.refused(toWeirError(error).code);
      return {
        item: this.#toItem({ error: toPartitionError(error), ...noData }),
        bytes: 0,
      };
    }
  }

  #takeData(): TakenItem<FetchItem> | undefined {
    if (this.#stream.credit <= 0) {
      this.#stream.waitForCredit(this);
      return undefined;
    }
    const batches = this.#read ?? this.#readNext();
    if (batches === undefined) return undefined;
    if (batches.length === 0) {
      this.#endRead();
      return undefined;
    }
    // Asked again: a batch that was read from disk waited for its turn.
    const marks = this.#partition.reader.marks();
    const buffer = this.#buffer;
    this.#buffer = undefined;
    this.#endRead();
    this.#nextOffset = endOffsetOf(batches, this.#partition.log.logEndOffset);
    this.#told = marks;
    const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
    this.#stream.spend(bytes);
    this.#stream.observer.traffic.fetched(bytes, countRecords(batches));
    if (buffer === undefined) return { item: this.#toItem({ batches, ...marks }), bytes };
    this.#readAhead();
    const onCopied = (): void => {
      this.#stream.buffers.giveBack(buffer);
    };
    return { item: { ...this.#toItem({ batches, ...marks }), onCopied }, bytes };
  }

  /** At the end of what is committed, and without credit: how far the partition is. */
  #takeMarks(): TakenItem<FetchItem> | undefined {
    if (this.#isReading) return undefined;
    // A place that cannot be read is an error from the start, also while there is no credit.
    if (this.#told === undefined) this.#partition.reader.checkPosition(this.#position(0));
    const marks = this.#partition.reader.marks();
    const isNews =
      marks.highWatermark !== this.#told?.highWatermark ||
      marks.logStartOffset !== this.#told.logStartOffset;
    if (!isNews) return undefined;
    this.#told = marks;
    return { item: this.#toItem({ batches: [], ...marks }), bytes: 0 };
  }

  /** Reads on from the disk while what was read before is sent. */
  #readAhead(): void {
    if (this.#stream.credit <= 0) return;
    try {
      this.#read = this.#readNext();
    } catch (error) {
      this.#error = toWeirError(error);
    }
  }

  #readNext(): Buffer[] | undefined {
    if (!this.#stream.reads.tryTake(this)) return undefined;
    this.#holdsSlot = true;
    const maxBytes = Math.min(maxFetchBytes, this.#stream.credit);
    const batches = this.#partition.reader.fetch(this.#position(maxBytes));
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
      takeBuffer: this.#takeBuffer,
    };
  }

  readonly #takeBuffer = (bytes: number): Buffer => {
    // Another piece of the same read: nothing of the one before is wanted.
    if (this.#buffer !== undefined && this.#buffer.length >= bytes) return this.#buffer;
    this.#buffer = this.#stream.buffers.take(bytes);
    return this.#buffer;
  };

  async #waitFor(reading: Promise<Buffer[]>): Promise<void> {
    this.#isReading = true;
    const { clock, observer } = this.#stream;
    const startedAtMs = clock.monotonicMs();
    try {
      this.#read = await reading;
      observer.phases.fetchRead(clock.monotonicMs() - startedAtMs);
    } catch (error) {
      this.#error = toWeirError(error);
    }
    this.#isReading = false;
    if (this.#isClosed) this.#endRead();
    else this.#stream.wake(this);
  }

  /** What was read is on its way, or not wanted. */
  #endRead(): void {
    this.#read = undefined;
    if (this.#buffer !== undefined) this.#stream.buffers.giveBack(this.#buffer);
    this.#buffer = undefined;
    if (!this.#holdsSlot) return;
    this.#holdsSlot = false;
    this.#stream.reads.release();
  }

  #toItem(data: Omit<FetchItemData, 'topicId' | 'partition'>): FetchItem {
    const { topicId, partition, sessionId } = this.#wanted;
    return { sessionId, data: { topicId, partition, ...data } };
  }
}
