import { type Clock, WeirError } from '@weir/core';
import type { PartitionId } from './consumer-options.ts';
import type { RebalanceListener } from './rebalance-listener.ts';

/** Whom to call, and whom to tell of failures. */
export interface ListenerCallsOptions {
  readonly listener: RebalanceListener;
  readonly clock: Clock;
  /** It threw, or took too long. */
  readonly onFailed: (thrown: unknown) => void;
}

/**
 * Calls the application's rebalance listener: one call after the other, none waited for longer than
 * its limit.
 *
 * Invariants:
 *   - No call rejects, and none holds up the caller for longer than it said.
 * Tests: `listener-calls.test.ts`.
 */
export class ListenerCalls {
  readonly #options: ListenerCallsOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: ListenerCallsOptions) {
    this.#options = options;
  }

  /** Whether there is anybody to call. */
  has(kind: keyof RebalanceListener): boolean {
    return this.#options.listener[kind] !== undefined;
  }

  /** Resolves when the listener has returned, has failed, or `limitMs` are over. */
  async call(
    kind: keyof RebalanceListener,
    partitions: readonly PartitionId[],
    limitMs: number,
  ): Promise<void> {
    if (!this.has(kind) || partitions.length === 0) return;
    const { clock, onFailed } = this.#options;
    const overtime = Promise.withResolvers<void>();
    const timer = clock.setTimer(limitMs, () => {
      onFailed(
        new WeirError('REQUEST_TIMED_OUT', `onRebalance.${kind} did not end in ${limitMs} ms`),
      );
      overtime.resolve();
    });
    this.#last = Promise.race([this.#run(kind, partitions, this.#last), overtime.promise]);
    await this.#last;
    timer.cancel();
  }

  async #run(
    kind: keyof RebalanceListener,
    partitions: readonly PartitionId[],
    before: Promise<void>,
  ): Promise<void> {
    await before;
    try {
      await this.#options.listener[kind]?.(partitions);
    } catch (thrown) {
      this.#options.onFailed(thrown);
    }
  }
}
