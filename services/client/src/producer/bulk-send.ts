import { WeirError } from '@weir/core';
import type { BatchOutcome, PartitionSummary, SendSummary } from './producer-record.ts';

/** The part of a batch that belongs to one bulk send. Indexes count from the batch's first record. */
export interface BulkShare {
  readonly bulk: BulkSend;
  readonly firstIndex: number;
  lastIndex: number;
  recordCount: number;
}

/** Where a batch belongs. */
interface BatchPlace {
  readonly topic: string;
  readonly partition: number;
}

interface Tally {
  readonly topic: string;
  readonly partition: number;
  recordCount: number;
  firstOffset: number;
  lastOffset: number;
}

/**
 * One `sendMany`: counts what was taken, acknowledged and lost, batch by batch.
 *
 * Invariants:
 *   - Every record taken is acknowledged or fails, once.
 * Tests: `bulk-send.test.ts`.
 */
export class BulkSend {
  readonly #onBatch: ((outcome: BatchOutcome) => void) | undefined;
  readonly #tallies = new Map<string, Tally>();
  readonly #done = Promise.withResolvers<void>();
  #taken = 0;
  #acknowledged = 0;
  #failed = 0;
  #firstError: WeirError | undefined;
  #isComplete = false;

  constructor(onBatch?: (outcome: BatchOutcome) => void) {
    this.#onBatch = onBatch;
  }

  /** Whether some record has failed already. */
  get hasFailed(): boolean {
    return this.#firstError !== undefined;
  }

  /** One more record was appended to a batch. */
  take(): void {
    this.#taken += 1;
  }

  /** A record could not be taken: nothing more will come. */
  refuse(error: WeirError): void {
    this.#firstError ??= error;
  }

  /** No more records will be taken; resolves, or rejects, when all of them are settled. */
  async complete(): Promise<SendSummary> {
    this.#isComplete = true;
    this.#finishIfSettled();
    await this.#done.promise;
    if (this.#firstError !== undefined) throw this.#failure(this.#firstError);
    return { recordCount: this.#acknowledged, partitions: [...this.#tallies.values()] };
  }

  /** A batch stands at `baseOffset`, −1 when that is not known. */
  acknowledge(place: BatchPlace, share: BulkShare, baseOffset: number): void {
    const { topic, partition } = place;
    const { recordCount } = share;
    this.#acknowledged += recordCount;
    const firstOffset = baseOffset < 0 ? -1 : baseOffset + share.firstIndex;
    this.#tally(place, share, baseOffset);
    this.#onBatch?.({ topic, partition, recordCount, baseOffset: firstOffset });
    this.#finishIfSettled();
  }

  /** A batch was given up. */
  fail(place: BatchPlace, share: BulkShare, error: WeirError): void {
    const { topic, partition } = place;
    const { recordCount } = share;
    this.#failed += recordCount;
    this.#firstError ??= error;
    this.#onBatch?.({ topic, partition, recordCount, baseOffset: -1, error });
    this.#finishIfSettled();
  }

  #tally({ topic, partition }: BatchPlace, share: BulkShare, baseOffset: number): void {
    const key = `${topic}/${partition}`;
    const known = this.#tallies.get(key);
    const isKnownOffset = baseOffset >= 0;
    const lastOffset = isKnownOffset ? baseOffset + share.lastIndex : -1;
    if (known !== undefined) {
      known.recordCount += share.recordCount;
      known.lastOffset = lastOffset;
      return;
    }
    const tally: Tally & PartitionSummary = {
      topic,
      partition,
      recordCount: share.recordCount,
      firstOffset: isKnownOffset ? baseOffset + share.firstIndex : -1,
      lastOffset,
    };
    this.#tallies.set(key, tally);
  }

  #finishIfSettled(): void {
    if (this.#isComplete && this.#acknowledged + this.#failed === this.#taken) this.#done.resolve();
  }

  #failure(error: WeirError): WeirError {
    return new WeirError(error.code, error.message, {
      cause: error,
      metadata: {
        ...error.metadata,
        acknowledged_records: String(this.#acknowledged),
        failed_records: String(this.#failed),
      },
    });
  }
}
