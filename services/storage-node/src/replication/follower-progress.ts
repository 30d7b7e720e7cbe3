import type { LeaderEpoch, Offset } from '@weir/core';

/** What a follower says of its log (4.6). */
export interface Acknowledgement {
  /** Exclusive; synced in mode D. */
  readonly logEndOffset: Offset;
  readonly lastEpoch: number;
}

/** Where the leader's log ended at some moment. */
interface LeaderEnd {
  readonly atMs: number;
  readonly offset: Offset;
}

const sampleIntervalMs = 50;
const maxSamples = 64;

/**
 * How far one follower has copied the log, as its leader knows it.
 *
 * Pure state. A follower was last caught up at the latest moment at which the leader's log ended where
 * the follower's ends now, or before: so one that copies steadily, a little behind, does not lag.
 *
 * Invariants:
 *   - A follower counts only with the leader's epoch as its last, from the epoch's start on (4.6).
 *   - Within a session its log end never falls.
 *   - At most 64 moments are remembered.
 * Tests: `follower-progress.test.ts`, `replica-leader.test.ts`.
 */
export class FollowerProgress {
  readonly session: number;
  readonly #epoch: LeaderEpoch;
  readonly #startOffset: Offset;
  #logEndOffset = -1;
  #counts = false;
  #caughtUpAtMs: number;
  #heardAtMs: number;
  /** Moments at which the leader held more than the follower does now, the oldest first. */
  #ahead: LeaderEnd[] = [];

  constructor(
    session: number,
    epoch: { readonly epoch: LeaderEpoch; readonly startOffset: Offset },
    nowMs: number,
  ) {
    this.session = session;
    this.#epoch = epoch.epoch;
    this.#startOffset = epoch.startOffset;
    this.#caughtUpAtMs = nowMs;
    this.#heardAtMs = nowMs;
  }

  /** When it was heard of last. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Where its log ends as far as it has said, counted or not; -1 before it has. */
  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  /** How far it counts, exclusive; -1 when it does not. */
  get countedEnd(): number {
    return this.#counts ? this.#logEndOffset : -1;
  }

  /** Takes an acknowledgement; returns whether it was news. */
  acknowledge(ack: Acknowledgement, leaderEnd: Offset, nowMs: number): boolean {
    const reached = ack.logEndOffset;
    this.#heardAtMs = nowMs;
    const counts = ack.lastEpoch === this.#epoch && reached >= this.#startOffset;
    const isNews = reached > this.#logEndOffset || (counts && !this.#counts);
    if (reached > this.#logEndOffset) this.#logEndOffset = reached;
    this.#counts ||= counts;
    this.#look(leaderEnd, nowMs);
    return isNews;
  }

  /**
   * Whether it has not been caught up for longer than `lagTimeMaxMs`. Asked at every tick: a follower
   * that holds everything says nothing, and is caught up all the while.
   */
  isLagging(leaderEnd: Offset, nowMs: number, lagTimeMaxMs: number): boolean {
    this.#look(leaderEnd, nowMs);
    return nowMs - this.#caughtUpAtMs > lagTimeMaxMs;
  }

  /** How long ago it last held everything; 0 while it does, -1 before it has said what it holds. */
  behindMs(leaderEnd: Offset, nowMs: number): number {
    if (this.#logEndOffset < 0) return -1;
    this.#look(leaderEnd, nowMs);
    return nowMs - this.#caughtUpAtMs;
  }

  /** Compares both logs' ends at this moment, and with those of moments before. */
  #look(leaderEnd: Offset, nowMs: number): void {
    if (this.#logEndOffset >= leaderEnd) {
      this.#caughtUpAtMs = nowMs;
      this.#ahead.length = 0;
      return;
    }
    const reached = this.#ahead.findLastIndex(({ offset }) => offset <= this.#logEndOffset);
    if (reached >= 0) {
      this.#caughtUpAtMs = this.#ahead[reached]?.atMs ?? this.#caughtUpAtMs;
      this.#ahead.splice(0, reached + 1);
    }
    const last = this.#ahead.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
    if (nowMs - last < sampleIntervalMs) return;
    this.#ahead.push({ atMs: nowMs, offset: leaderEnd });
    if (this.#ahead.length > maxSamples) {
      this.#ahead = this.#ahead.filter((_, index) => index % 2 === 0);
    }
  }
}
