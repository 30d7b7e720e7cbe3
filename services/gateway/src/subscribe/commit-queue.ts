import type { CommitOutcome, OffsetToCommit } from '@weir/client';
import { toWeirError } from '@weir/core';
import type { OffsetResultInput } from '@weir/protos';

/** How commits are carried out and answered. */
export interface CommitQueueOptions {
  readonly commit: (offsets: readonly OffsetToCommit[]) => Promise<readonly CommitOutcome[]>;
  readonly onCommitted: (outcome: CommitOutcome) => void;
  /** Resolves when another answer may be sent. */
  readonly answer: (results: OffsetResultInput[]) => Promise<void> | undefined;
}

/** Requests, and positions in them, that may wait for their answer before the subscriber is not read. */
const maxRequests = 100;
const maxPositions = 20_000;

/**
 * Commits of one subscriber: under way together, answered in the order of their requests.
 *
 * Invariants:
 *   - Each request is answered once, with a result for each of its positions; nothing that goes wrong with
 *     a commit ends the stream.
 *   - Answers are in the order of the requests.
 * Tests: `commit-queue.test.ts`.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #last: Promise<void> = Promise.resolve();
  #requests = 0;
  #positions = 0;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Whether so much waits that no more should be taken. */
  get isFull(): boolean {
    return this.#requests >= maxRequests || this.#positions >= maxPositions;
  }

  /** Resolves when all that was added until now has been answered. */
  get settled(): Promise<void> {
    return this.#last;
  }

  /** Commits, and answers after all that was added before; resolves then. */
  add(offsets: readonly OffsetToCommit[]): Promise<void> {
    this.#requests += 1;
    this.#positions += offsets.length;
    this.#last = this.#answer(this.#commit(offsets), this.#last).finally(() => {
      this.#requests -= 1;
      this.#positions -= offsets.length;
    });
    return this.#last;
  }

  async #answer(results: Promise<readonly CommitOutcome[]>, before: Promise<void>): Promise<void> {
    const outcomes = await results;
    await before;
    for (const outcome of outcomes) {
      if (outcome.error === undefined) this.#options.onCommitted(outcome);
    }
    await this.#options.answer(outcomes.map(toResult));
  }

  async #commit(offsets: readonly OffsetToCommit[]): Promise<readonly CommitOutcome[]> {
    try {
      return await this.#options.commit(offsets);
    } catch (thrown) {
      const error = toWeirError(thrown);
      return offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset, error }));
    }
  }
}

function toResult({ topic, partition, offset, error }: CommitOutcome): OffsetResultInput {
  const result = { topic, partition, offset };
  if (error === undefined) return result;
  return { ...result, errorCode: error.code, errorMessage: error.message };
}
