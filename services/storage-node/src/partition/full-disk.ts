import type { Clock, Timer, WeirError } from '@weir/core';

import type { ReplicaFailure } from './replica-health.ts';

/** What the watch over a full disk works with. */
export interface FullDiskOptions {
  readonly clock: Clock;
  /** Whether the disk is still full, as far as anyone can tell without writing. */
  readonly isFull: () => boolean;
  readonly onChanged: () => void;
}

const minPauseMs = 2000;
const maxPauseMs = 5 * 60_000;

/**
 * Remembers that the disk was full for a while after it has taken writes again, so that leadership
 * does not come and go with each block that is freed. The while grows as long as it fills up again.
 *
 * Invariants:
 *   - It is not over sooner than a whole pause after the disk has taken writes again.
 * Tests: `full-disk.test.ts`.
 */
export class FullDisk {
  readonly #options: FullDiskOptions;
  #error: WeirError | undefined;
  #timer: Timer | undefined;
  #pauseMs = minPauseMs;
  #endedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: FullDiskOptions) {
    this.#options = options;
  }

  /** Set from the first refused write on. */
  get failure(): ReplicaFailure | undefined {
    return this.#error === undefined ? undefined : { kind: 'disk_full', error: this.#error };
  }

  /** A write was refused. */
  refused(error: WeirError): void {
    const isNew = this.#error === undefined;
    if (isNew) this.#pauseMs = this.#nextPauseMs();
    this.#error = error;
    this.#wait();
    if (isNew) this.#options.onChanged();
  }

  /** Writes are taken again: for how long is not known. */
  tookWrites(): void {
    if (this.#error !== undefined) this.#wait();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #nextPauseMs(): number {
    const wellForMs = this.#options.clock.monotonicMs() - this.#endedAtMs;
    return wellForMs < 10 * this.#pauseMs ? Math.min(2 * this.#pauseMs, maxPauseMs) : minPauseMs;
  }

  #wait(): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimer(this.#pauseMs, () => {
      if (this.#options.isFull()) this.#wait();
      else this.#end();
    });
  }

  #end(): void {
    this.#error = undefined;
    this.#endedAtMs = this.#options.clock.monotonicMs();
    this.#options.onChanged();
  }
}
