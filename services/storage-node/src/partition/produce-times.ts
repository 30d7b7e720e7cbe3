import type { Clock, FlushPolicy } from '@weir/core';

/** Told how long the phases of produce take, in milliseconds. */
export interface ProduceObserver {
  /** From a request's reading to the moment at which the log's writer took its last batch. */
  queued(ms: number): void;
  /** The write of a group of batches. */
  appended(ms: number): void;
  /** The sync behind it, the wait for its turn included. */
  flushed(ms: number): void;
  /** From the end of the write to the moment at which the high watermark had passed the group. */
  replicated(ms: number): void;
}

/** What times are measured with. */
export interface ProduceTimesOptions {
  readonly clock: Clock;
  readonly observer: ProduceObserver;
  /** With `page-cache` the sync is nothing that produce waits for. */
  readonly flushPolicy: () => FlushPolicy;
}

/** A request's part for the partition, as far as times go. */
interface TimedTask {
  /** Exclusive. */
  readonly endOffset: number;
  /** Monotonic milliseconds. */
  readonly arrivedAtMs: number;
}

/** Batches that were written together. */
interface WrittenGroup {
  /** Exclusive. */
  readonly endOffset: number;
  readonly writtenAtMs: number;
}

/** Without acks=all more may be written than is committed, without end: some groups are then not measured. */
const maxGroups = 1_000;

/**
 * Measures how long the phases of a leader's appends take: some looks at the clock for each group that is
 * written at once, nothing for a record, nothing for what a follower appends.
 */
export class ProduceTimes {
  readonly #options: ProduceTimesOptions;
  /** In the order of their ends. */
  #queued: TimedTask[] = [];
  #groups: WrittenGroup[] = [];
  /** Set while a group of produced batches is being written, or synced. */
  #takenAtMs: number | undefined;
  #writtenAtMs: number | undefined;

  constructor(options: ProduceTimesOptions) {
    this.#options = options;
  }

  /** A task's batches were queued; those of a duplicate were before, and may be written by now. */
  queued(task: TimedTask): void {
    this.#queued.push(task);
  }

  /** The writer begins to write all that is queued below `endOffset`. */
  writing(endOffset: number): void {
    this.#takenAtMs = undefined;
    if (this.#queued.length === 0) return;
    const { clock, observer } = this.#options;
    const nowMs = clock.monotonicMs();
    let taken = 0;
    for (const task of this.#queued) {
      if (task.endOffset > endOffset) break;
      observer.queued(nowMs - task.arrivedAtMs);
      taken += 1;
    }
    if (taken === 0) return;
    this.#queued = taken === this.#queued.length ? [] : this.#queued.slice(taken);
    this.#takenAtMs = nowMs;
  }

  /** What was begun is written. */
  written(endOffset: number): void {
    if (this.#takenAtMs === undefined) return;
    const { clock, observer, flushPolicy } = this.#options;
    const nowMs = clock.monotonicMs();
    observer.appended(nowMs - this.#takenAtMs);
    this.#takenAtMs = undefined;
    if (flushPolicy() === 'fsync') this.#writtenAtMs = nowMs;
    if (this.#groups.length < maxGroups) this.#groups.push({ endOffset, writtenAtMs: nowMs });
  }

  /** What was written is on disk. */
  flushed(): void {
    if (this.#writtenAtMs === undefined) return;
    const { clock, observer } = this.#options;
    observer.flushed(clock.monotonicMs() - this.#writtenAtMs);
    this.#writtenAtMs = undefined;
  }

  /** The high watermark has moved. */
  committed(highWatermark: number): void {
    const [oldest] = this.#groups;
    if (oldest === undefined || oldest.endOffset > highWatermark) return;
    const { clock, observer } = this.#options;
    const nowMs = clock.monotonicMs();
    let passed = 0;
    for (const { endOffset, writtenAtMs } of this.#groups) {
      if (endOffset > highWatermark) break;
      observer.replicated(nowMs - writtenAtMs);
      passed += 1;
    }
    this.#groups = passed === this.#groups.length ? [] : this.#groups.slice(passed);
  }

  /** It leads no more, or the disk is full: nothing that is under way is measured. */
  clear(): void {
    this.#queued = [];
    this.#groups = [];
    this.#takenAtMs = undefined;
    this.#writtenAtMs = undefined;
  }
}
