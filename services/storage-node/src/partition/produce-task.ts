import type { Buffer } from 'node:buffer';

import { type LeaderEpoch, type Offset, toWeirError, type WeirError } from '@weir/core';

import type { CommitWaiter } from '../replication/commit-waiters.ts';

/** When an append is answered: Kafka's acks 0, 1 and all. */
export type Acknowledgements = 'none' | 'leader' | 'all';

/** Where batches were appended. */
export interface AppendedBatches {
  /** Of the first record of the first batch. */
  readonly baseOffset: Offset;
  /** Of what was appended now: a duplicate counts nothing. */
  readonly recordCount: number;
  /** Of the batches that were appended now. */
  readonly byteCount: number;
  /** 0 unless the topic has LogAppendTime. */
  readonly logAppendTimeMs: number;
  readonly leaderEpoch: LeaderEpoch;
  readonly logStartOffset: Offset;
}

/** What a task needs to know from the start. */
export interface ProduceTaskOptions {
  readonly acks: Acknowledgements;
  readonly batches: readonly Buffer[];
  /** When the request was read; monotonic milliseconds. */
  readonly arrivedAtMs: number;
  /** Monotonic milliseconds. */
  readonly deadlineAtMs: number;
  /** A leader of a lower epoch was replaced, and may not answer; 0 by default. */
  readonly minLeaderEpoch?: number;
  /** Where the producer's last record stands, as the sender of a first batch believes; −1 for nowhere. */
  readonly expectedProducerOffset?: number | undefined;
  /** Called once, with the error or where the batches stand. */
  readonly finish: (error: WeirError | undefined, appended: AppendedBatches | undefined) => void;
}

/** One partition's part of a produce request, from its arrival to its answer. */
export class ProduceTask implements CommitWaiter {
  readonly acks: Acknowledgements;
  readonly batches: readonly Buffer[];
  readonly arrivedAtMs: number;
  readonly deadlineAtMs: number;
  readonly minLeaderEpoch: number;
  readonly expectedProducerOffset: number | undefined;
  /** Offset behind the last record, once appended. */
  endOffset = -1;
  #appended: AppendedBatches | undefined;
  readonly #finish: ProduceTaskOptions['finish'];

  constructor(options: ProduceTaskOptions) {
    this.acks = options.acks;
    this.batches = options.batches;
    this.arrivedAtMs = options.arrivedAtMs;
    this.deadlineAtMs = options.deadlineAtMs;
    this.minLeaderEpoch = options.minLeaderEpoch ?? 0;
    this.expectedProducerOffset = options.expectedProducerOffset;
    this.#finish = options.finish;
  }

  /** Notes where the batches were appended. */
  appendedAt(appended: AppendedBatches, endOffset: number): void {
    this.#appended = appended;
    this.endOffset = endOffset;
  }

  succeed(): void {
    this.#finish(undefined, this.#appended);
  }

  fail(error: unknown): void {
    this.#finish(toWeirError(error), undefined);
  }
}
