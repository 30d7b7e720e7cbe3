import { nextSequence, type ProducerId, type WeirError } from '@weir/core';
import type { ProduceBatch } from './produce-batch.ts';

/** Under which numbers a partition's batches go on. */
export interface PartitionIdentity {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly nextSequence: number;
  /** Where the last record of this producer's earlier instances stands, −1 for nowhere; if known. */
  readonly expectedLastOffset?: number | undefined;
}

/** An idle producer may have been forgotten by the leader: it proves itself with one batch first. */
const provenForMs = 60_000;

/**
 * The producer id, epoch and next sequence of one partition.
 *
 * Invariants:
 *   - Sequences are given without a gap, in the order of asking.
 *   - One batch is in flight until the leader has acknowledged the identity: a leader that knows
 *     nothing of a producer might take any of its batches for the first.
 * Tests: `partition-queue.test.ts`.
 */
export class PartitionSequence {
  readonly #maxInFlight: number;
  #identity: PartitionIdentity | undefined;
  #nextSequence = 0;
  #lastIdentity: PartitionIdentity | undefined;
  #provenAtMs = Number.NEGATIVE_INFINITY;
  #brokenBy: WeirError | undefined;

  constructor(maxInFlight: number) {
    this.#maxInFlight = maxInFlight;
  }

  get hasIdentity(): boolean {
    return this.#identity !== undefined;
  }

  /** The leader's answer that ended the last identity; undefined before the first one. */
  get brokenBy(): WeirError | undefined {
    return this.#brokenBy;
  }

  /** The one of now, or the last before it broke; undefined before the first. */
  get lastIdentity(): PartitionIdentity | undefined {
    return this.#lastIdentity;
  }

  /** Goes on under a new identity. */
  restart(identity: PartitionIdentity): void {
    this.#identity = identity;
    this.#nextSequence = identity.nextSequence;
    this.#lastIdentity = identity;
    this.#provenAtMs = Number.NEGATIVE_INFINITY;
  }

  /** The leader misses a batch: nothing can be sent under this identity any more. */
  break(error: WeirError): void {
    this.#identity = undefined;
    this.#brokenBy = error;
  }

  /** The leader knows the identity. */
  prove(nowMs: number): void {
    this.#provenAtMs = nowMs;
  }

  /** How many batches may be in flight. */
  maxInFlight(nowMs: number): number {
    return nowMs - this.#provenAtMs > provenForMs ? 1 : this.#maxInFlight;
  }

  /** Gives a batch that has no number the next one. */
  number(batch: ProduceBatch): void {
    if (this.#identity === undefined || batch.isNumbered) return;
    const { producerId, producerEpoch, nextSequence: first, expectedLastOffset } = this.#identity;
    batch.expectedLastOffset = this.#nextSequence === first ? expectedLastOffset : undefined;
    batch.renumber({ producerId, producerEpoch, baseSequence: this.#nextSequence });
    this.#nextSequence = nextSequence(this.#nextSequence, batch.recordCount);
  }
}
