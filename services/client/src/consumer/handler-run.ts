import { type Clock, Wakeup } from '@weir/core';
import type { GivenBatch } from './given-batch.ts';
import type { PartitionReader } from './partition-reader.ts';
import { PartitionWork, type Work } from './partition-work.ts';
import type { PollTimer } from './poll-timer.ts';
import type { RunOptions } from './run-options.ts';
import type { WorkItem } from './work-window.ts';
import { traceBatch, traceRecord } from '../tracing/trace-record.ts';

/** What a run takes its batches from. */
export interface RunSource {
  /** The next batch of some partition of which the run may take one; throws what went wrong. */
  readonly take: () => GivenBatch | undefined;
  /** A batch is done with. */
  readonly release: (batch: GivenBatch) => void;
  /** Another batch of this reader may be taken, if it has one. */
  readonly offer: (reader: PartitionReader) => void;
  /** The reader is to read again what it had read ahead. */
  readonly restart: (reader: PartitionReader) => void;
  /** Joins the group again, if the member has left it as hung. */
  readonly rejoin: () => void;
  /** Whether no handler is to be started any more. */
  readonly isOver: () => boolean;
  /** Whether all has been given that the run was to give. */
  readonly isAtEnd: () => boolean;
}

/** How a run goes, and with what. */
export interface HandlerRunOptions {
  readonly clock: Clock;
  readonly run: RunOptions;
  readonly source: RunSource;
  /** Undefined without a group. */
  readonly poll: PollTimer | undefined;
  /** For traces; empty without a group. */
  readonly groupId: string;
  /** So long those that run may finish after the end. */
  readonly settleLimitMs: number;
}

/** Look-ahead of a partition in key order, in records for each handler that may run. */
const lookAheadFactor = 4;

/**
 * One `run`: calls handlers with what the readers have, several at a time, until it is told to end or
 * a handler fails.
 *
 * Invariants:
 *   - At most `concurrency` handlers run.
 *   - A batch is taken only when a handler could start and nothing in hand may.
 *   - After the first failure no handler is started.
 * Tests: `consumer-run.test.ts`.
 */
export class HandlerRun {
  readonly #options: HandlerRunOptions;
  readonly #concurrency: number;
  readonly #works = new Map<PartitionReader, PartitionWork>();
  /** Those of which something may be ready, in turn. */
  readonly #turns = new Set<PartitionReader>();
  readonly #wakeup = new Wakeup();
  readonly #ended = Promise.withResolvers<void>();
  #running = 0;
  #failure: { readonly thrown: unknown } | undefined;

  constructor(options: HandlerRunOptions) {
    this.#options = options;
    this.#concurrency = options.run.concurrency ?? 1;
  }

  /** Resolves when the run is over, however it ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Something came, or is to end. */
  notify(): void {
    this.#wakeup.notify();
  }

  /** Whether another batch of this reader may be taken. */
  mayTake(reader: PartitionReader): boolean {
    return this.#works.get(reader)?.mayTake ?? true;
  }

  /** The reader was moved, paused, resumed, or is being taken away. */
  refresh(reader: PartitionReader): void {
    const work = this.#works.get(reader);
    if (work === undefined) return;
    if (reader.isRevoked) work.stop();
    this.#offer(reader, work);
    this.#wakeup.notify();
  }

  /**
   * Runs; what had not been handled at the end of it is given back. Rejects with what a handler, or
   * the source, failed with.
   */
  async go(): Promise<void> {
    try {
      while (!this.#advance()) await this.#wakeup.wait();
      await this.#settle();
    } finally {
      this.#giveBack();
      this.#ended.resolve();
    }
    if (this.#failure !== undefined) throw this.#failure.thrown;
  }

  /** Starts what may be started; returns whether the run is over. */
  #advance(): boolean {
    const { source } = this.#options;
    if (this.#failure !== undefined || source.isOver()) return true;
    if (this.#running === 0) source.rejoin();
    try {
      while (this.#running < this.#concurrency && this.#startNext());
    } catch (thrown) {
      this.#failure = { thrown };
      return true;
    }
    return this.#running === 0 && source.isAtEnd();
  }

  /** Starts one handler; false when nothing may be started now. */
  #startNext(): boolean {
    for (;;) {
      for (const reader of this.#turns) {
        const item = this.#nextOf(reader);
        if (item === undefined) continue;
        void this.#handle(reader, item);
        return true;
      }
      const batch = this.#options.source.take();
      if (batch === undefined) return false;
      this.#workOf(batch.reader).admit(batch);
      this.#turns.add(batch.reader);
    }
  }

  /** A reader with more to start goes to the end of the line, others leave it. */
  #nextOf(reader: PartitionReader): WorkItem<Work> | undefined {
    this.#turns.delete(reader);
    if (reader.isPaused) return undefined;
    const work = this.#works.get(reader);
    const item = work?.start();
    if (item !== undefined) this.#turns.add(reader);
    this.#options.source.offer(reader);
    return item;
  }

  async #handle(reader: PartitionReader, item: WorkItem<Work>): Promise<void> {
    const { poll } = this.#options;
    this.#running += 1;
    poll?.given(item);
    try {
      await this.#call(item.work);
      this.#end(reader, (work) => {
        work.finish(item);
      });
    } catch (thrown) {
      this.#fail(reader, item, thrown);
    } finally {
      this.#running -= 1;
      poll?.done(item);
      this.#wakeup.notify();
    }
  }

  async #call({ batch, record }: Work): Promise<void> {
    const { run, groupId } = this.#options;
    const traced = { groupId };
    if (record === undefined) await traceBatch(batch, () => run.eachBatch?.(batch), traced);
    else {
      const handle = () => run.eachRecord?.(record, { signal: batch.signal });
      await traceRecord(record, handle, traced);
    }
  }

  #fail(reader: PartitionReader, item: WorkItem<Work>, thrown: unknown): void {
    // Handlers are told to stop by the signal of a partition that is taken away: no failure.
    if (reader.isRevoked) {
      this.#end(reader, (work) => {
        work.abandon(item);
      });
    } else {
      this.#failure ??= { thrown };
    }
  }

  /** A handler ended. After the end of the run there is no work: it has no say. */
  #end(reader: PartitionReader, tell: (work: PartitionWork) => void): void {
    const work = this.#works.get(reader);
    if (work === undefined) return;
    tell(work);
    this.#offer(reader, work);
  }

  #offer(reader: PartitionReader, work: PartitionWork): void {
    if (reader.isRevoked && work.isEmpty) {
      this.#works.delete(reader);
      return;
    }
    this.#turns.add(reader);
    this.#options.source.offer(reader);
  }

  #workOf(reader: PartitionReader): PartitionWork {
    const known = this.#works.get(reader);
    if (known !== undefined) return known;
    const { run, source } = this.#options;
    const order = run.order ?? 'partition';
    const work = new PartitionWork({
      reader,
      unit: run.eachRecord === undefined ? 'batch' : 'record',
      order,
      capacity: order === 'partition' ? 1 : lookAheadFactor * this.#concurrency,
      onReleased: source.release,
    });
    this.#works.set(reader, work);
    return work;
  }

  /** Waits for those that run, for a limited time. */
  async #settle(): Promise<void> {
    const { clock, settleLimitMs } = this.#options;
    const deadlineMs = clock.monotonicMs() + settleLimitMs;
    const timer = clock.setTimer(settleLimitMs, () => {
      this.#wakeup.notify();
    });
    while (this.#running > 0 && clock.monotonicMs() < deadlineMs) await this.#wakeup.wait();
    timer.cancel();
  }

  /** What was in hand and not handled is to be given again. */
  #giveBack(): void {
    const { source } = this.#options;
    for (const [reader, work] of this.#works) {
      if (work.isEmpty) continue;
      if (!reader.isRevoked) reader.rewind();
      work.end();
      if (!reader.isRevoked) source.restart(reader);
    }
    this.#works.clear();
    this.#turns.clear();
  }
}
