import { type Clock, type Timer, toWeirError, type WeirError } from '@weir/core';
import type { OffsetCommitter } from './offset-committer.ts';
import type { PartitionReader } from './partition-reader.ts';

/** What is committed, and how often. */
export interface AutoCommitterOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly committer: OffsetCommitter;
  readonly readers: () => readonly PartitionReader[];
  readonly onFailed: (error: WeirError) => void;
}

/**
 * Commits what was handled, every so often and when told to.
 *
 * Invariants:
 *   - Only what the application has handled is committed.
 *   - A failure is reported, and tried again with the next commit.
 */
export class AutoCommitter {
  readonly #options: AutoCommitterOptions;
  #timer: Timer | undefined;

  constructor(options: AutoCommitterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= this.#options.clock.setTimer(this.#options.intervalMs, () => {
      this.#timer = undefined;
      void this.commit(this.#options.readers());
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Commits what of these was handled since their last commit; never rejects. */
  async commit(readers: readonly PartitionReader[]): Promise<void> {
    const due = readers.filter(
      ({ isStarted, isClosed, handled, committed }) =>
        isStarted && !isClosed && handled > committed,
    );
    const offsets = due.map(({ topic, partition, handled, handledEpoch }) => ({
      topic,
      partition,
      offset: handled,
      ...(handledEpoch === undefined ? undefined : { leaderEpoch: handledEpoch }),
    }));
    try {
      await this.#options.committer.commit(offsets);
      for (const [index, reader] of due.entries())
        reader.noteCommitted(offsets[index]?.offset ?? 0);
    } catch (error) {
      this.#options.onFailed(toWeirError(error));
    }
  }
}
