import type { Clock } from '@weir/core';
import type { GivenBatch } from './given-batch.ts';
import type { PartitionReader } from './partition-reader.ts';

/**
 * The application's hand: the one batch that it was given and has not finished.
 *
 * Invariants:
 *   - It holds one batch at most.
 *   - Whoever waits for a reader's batch is told when the hand no longer holds it.
 */
export class Hand {
  /** Told of a batch that left the hand. */
  readonly #onEmptied: (batch: GivenBatch) => void;
  #batch: GivenBatch | undefined;
  #emptied: PromiseWithResolvers<void> | undefined;

  constructor(onEmptied: (batch: GivenBatch) => void) {
    this.#onEmptied = onEmptied;
  }

  /** Whether it holds this batch. */
  holds(batch: GivenBatch): boolean {
    return this.#batch === batch;
  }

  /** Whether it holds a batch of this reader. */
  holdsOf(reader: PartitionReader): boolean {
    return this.#batch?.reader === reader;
  }

  put(batch: GivenBatch): void {
    this.#batch = batch;
  }

  /** The application asked for the next batch. */
  finish(): void {
    this.#batch?.finish();
    this.#empty();
  }

  /** The iteration ended. */
  drop(): void {
    this.#batch?.drop();
    this.#empty();
  }

  /** Resolves when it holds no batch of these readers, or after `limitMs`. */
  async whenFreeOf(
    readers: readonly PartitionReader[],
    clock: Clock,
    limitMs: number,
  ): Promise<void> {
    if (this.#batch === undefined || !readers.includes(this.#batch.reader)) return;
    this.#emptied ??= Promise.withResolvers();
    const { promise, resolve } = this.#emptied;
    const timer = clock.setTimer(limitMs, resolve);
    await promise;
    timer.cancel();
  }

  #empty(): void {
    const batch = this.#batch;
    this.#batch = undefined;
    this.#emptied?.resolve();
    this.#emptied = undefined;
    if (batch !== undefined) this.#onEmptied(batch);
  }
}
