import type { LeaderEpoch, Offset } from '@weir/core';

/** What a follower says of its log (4.6). */
export interface Acknowledgement {
  /** Exclusive; synced in mode D. */
  readonly logEndOffset: Offset;
  readonly lastEpoch: number;
}

/**
 * How far one follower has copied the log, as its leader knows it.
 *
 * Pure state. Lag is measured as in Kafka: a follower was last caught up when it acknowledged what had
 * been the leader's log end at its acknowledgement before, or at this one.
 *
 * Invariants:
 *   - A follower counts only with the leader's epoch as its last, from the epoch's start on (4.6).
 *   - Within a session its log end never falls.
 * Tests: `leader-state.test.ts`.
 */
export class FollowerProgress {
  readonly session: number;
  readonly #epoch: LeaderEpoch;
  readonly #startOffset: Offset;
  #logEndOffset = -1;
  #counts = false;
  #caughtUpAtMs: number;
  #lastAckAtMs: number;
  #leaderEndAtLastAck = Number.MAX_SAFE_INTEGER;

  constructor(
    session: number,
    epoch: { readonly epoch: LeaderEpoch; readonly startOffset: Offset },
    nowMs: number,
  ) {
    this.session = session;
    this.#epoch = epoch.epoch;
    this.#startOffset = epoch.startOffset;
    this.#caughtUpAtMs = nowMs;
    this.#lastAckAtMs = nowMs;
  }

  /** How far it counts, exclusive; -1 when it does not. */
  get countedEnd(): number {
    return this.#counts ? this.#logEndOffset : -1;
  }

  /** Takes an acknowledgement; returns whether it was news. */
  acknowledge(ack: Acknowledgement, leaderEnd: Offset, nowMs: number): boolean {
    const reached = ack.logEndOffset;
    if (reached >= leaderEnd) this.#caughtUpAtMs = nowMs;
    else if (reached >= this.#leaderEndAtLastAck) this.#caughtUpAtMs = this.#lastAckAtMs;
    this.#lastAckAtMs = nowMs;
    this.#leaderEndAtLastAck = leaderEnd;

    const counts = ack.lastEpoch === this.#epoch && reached >= this.#startOffset;
    const isNews = reached > this.#logEndOffset || (counts && !this.#counts);
    if (reached > this.#logEndOffset) this.#logEndOffset = reached;
    this.#counts ||= counts;
    return isNews;
  }

  /** Whether it has not been caught up for longer than `lagTimeMaxMs`. */
  isLagging(leaderEnd: Offset, nowMs: number, lagTimeMaxMs: number): boolean {
    return this.#logEndOffset < leaderEnd && nowMs - this.#caughtUpAtMs > lagTimeMaxMs;
  }
}
