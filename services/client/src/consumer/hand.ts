import type { Clock } from '@weir/core';
import type { GivenBatch } from './given-batch.ts';
import type { PartitionReader } from './partition-reader.ts';

interface Waiter {
  readonly readers: readonly PartitionReader[];
  readonly resolve: () => void;
}

/**
 * The application's hand: the batches that it was given and has not finished. An iterator gives one at
 * a time, handlers of a run several.
 *
 * Invariants:
 *   - Whoever waits for readers' batches is told when the hand holds none of them any more, or when the
 *     readers are gone.
 * Tests: `hand.test.ts`.
 */
export class Hand {
  /** Told of a batch that left the hand. */
  readonly #onReleased: (batch: GivenBatch) => void;
  readonly #batches = new Set<GivenBatch>();
  readonly #waiters = new Set<Waiter>();

  constructor(onReleased: (batch: GivenBatch) => void) {
    this.#onReleased = onReleased;
  }

  get isEmpty(): boolean {
    return this.#batches.size === 0;
  }

  /** Whether it holds a batch of this reader. */
  holdsOf(reader: PartitionReader): boolean {
    for (const batch of this.#batches) if (batch.reader === reader) return true;
    return false;
  }

  put(batch: GivenBatch): void {
    this.#batches.add(batch);
  }

  /** The application asked for the next batch: it has finished the one that it had. */
  finish(): void {
    this.#empty((batch) => {
      batch.finish();
    });
  }

  /** The iteration ended. */
  drop(): void {
    this.#empty((batch) => {
      batch.drop();
    });
  }

  /** A batch is done with, and has said what of it was handled. */
  release(batch: GivenBatch): void {
    if (!this.#batches.delete(batch)) return;
    batch.release();
    this.#onReleased(batch);
    this.recheck();
  }

  /** Tells those whose readers are free or gone now. */
  recheck(): void {
    for (const waiter of this.#waiters) {
      if (!this.#isFreeOf(waiter.readers)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /** Resolves when it holds no batch of these readers, when they are gone, or after `limitMs`. */
  async whenFreeOf(
    readers: readonly PartitionReader[],
    clock: Clock,
    limitMs: number,
  ): Promise<void> {
    if (this.#isFreeOf(readers)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { readers, resolve };
    this.#waiters.add(waiter);
    const timer = clock.setTimer(limitMs, () => {
      this.#waiters.delete(waiter);
      resolve();
    });
    await promise;
    timer.cancel();
  }

  #isFreeOf(readers: readonly PartitionReader[]): boolean {
    for (const { reader } of this.#batches) {
      if (!reader.isClosed && readers.includes(reader)) return false;
    }
    return true;
  }

  #empty(end: (batch: GivenBatch) => void): void {
    for (const batch of this.#batches) {
      this.#batches.delete(batch);
      end(batch);
      this.#onReleased(batch);
    }
    if (this.#waiters.size > 0) this.recheck();
  }
}
