import type { Clock } from '@weir/core';

import type { PartitionWriter } from './partition-writer.ts';
import type { ReplicaDriver } from './replica-driver.ts';

/** What a ticker works with. */
export interface PartitionTickerOptions {
  readonly driver: ReplicaDriver;
  readonly writer: PartitionWriter;
  readonly clock: Clock;
}

/**
 * What time does to a partition: followers that lag, appends that are overdue. An idle one is not ticked,
 * so that thousands of them cost nothing.
 *
 * Invariants:
 *   - Whoever is about to change something wakes it first: a follower that was caught up all the while
 *     is noted as such before the next append makes it fall behind.
 * Tests: `replica-leader.test.ts`, `storage-node.test.ts`.
 */
export class PartitionTicker {
  readonly #options: PartitionTickerOptions;
  readonly #onAwake: () => void;
  #isAwake = false;

  /** `onAwake`: it is to be ticked from now on, until `tick` says that time changes nothing. */
  constructor(options: PartitionTickerOptions, onAwake: () => void) {
    this.#options = options;
    this.#onAwake = onAwake;
  }

  /** Something is about to happen. */
  wake(): void {
    if (this.#isAwake) return;
    const { driver, clock } = this.#options;
    this.#isAwake = true;
    this.#onAwake();
    driver.run(driver.replica.tick(clock.monotonicMs()));
  }

  /** Time has passed. Returns whether it is to be called again though nothing else happens. */
  tick(nowMs: number): boolean {
    const { driver, writer } = this.#options;
    const { replica } = driver;
    if (replica.serving !== undefined) driver.run(replica.tick(nowMs));
    if (writer.size > 0) {
      writer.sweep(nowMs);
      writer.release();
    }
    this.#isAwake = writer.size > 0 || !replica.isQuiet;
    return this.#isAwake;
  }
}
