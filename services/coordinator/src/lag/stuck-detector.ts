/** Why a partition stopped being stuck. A closed set. */
export type RecoveryReason = 'moved' | 'reassigned' | 'caught-up' | 'log-end-unknown';

/** A partition became stuck, or stopped being so; both after `stillMs` without progress. */
export type StuckChange =
  | { readonly kind: 'stuck'; readonly stillMs: number }
  | { readonly kind: 'recovered'; readonly stillMs: number; readonly reason: RecoveryReason };

/** A partition as its group reads it, at one moment. */
export interface ConsumerSight {
  /** Whom it is assigned to, different for each assignment; undefined for nobody. */
  readonly holder: string | undefined;
  /** The next offset to take. */
  readonly position: number | undefined;
  readonly committedOffset: number | undefined;
  /** End of the log, exclusive; undefined while it is not known. */
  readonly highWatermark: number | undefined;
}

/**
 * Tells when a partition is stuck: assigned, with records beyond its position, and nothing taken
 * for `stuckAfterMs`. A position that goes back, and a commit, are signs of life as well.
 *
 * Pure: sights and the monotonic time come in. Time counts from the last sight at which one of the
 * conditions did not hold: the assignment, a movement, the end of the log, a log end not known.
 *
 * Invariants:
 *   - Changes alternate: `stuck`, `recovered`, `stuck`, ….
 * Tests: `stuck-detector.test.ts`.
 */
export class StuckDetector {
  readonly #stuckAfterMs: number;
  #last: ConsumerSight | undefined;
  #stillSinceMs = 0;
  #isStuck = false;

  constructor(stuckAfterMs: number) {
    this.#stuckAfterMs = stuckAfterMs;
  }

  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** For how long nothing has been taken; undefined unless it is stuck. */
  stuckMs(nowMs: number): number | undefined {
    return this.#isStuck ? nowMs - this.#stillSinceMs : undefined;
  }

  /** Takes a sight; returns what it changes. */
  observe(sight: ConsumerSight, nowMs: number): StuckChange | undefined {
    const reason = signOfLife(this.#last, sight);
    const stillMs = nowMs - this.#stillSinceMs;
    this.#last = sight;
    if (reason !== undefined) {
      this.#stillSinceMs = nowMs;
      if (!this.#isStuck) return undefined;
      this.#isStuck = false;
      return { kind: 'recovered', stillMs, reason };
    }
    if (this.#isStuck || stillMs < this.#stuckAfterMs) return undefined;
    this.#isStuck = true;
    return { kind: 'stuck', stillMs };
  }
}

/** Why nobody can say now that the partition stands still; undefined if it does. */
function signOfLife(
  last: ConsumerSight | undefined,
  { holder, position, committedOffset, highWatermark }: ConsumerSight,
): RecoveryReason | undefined {
  if (holder === undefined || last?.holder !== holder) return 'reassigned';
  if (highWatermark === undefined || position === undefined) return 'log-end-unknown';
  if (last.position !== position || last.committedOffset !== committedOffset) return 'moved';
  return highWatermark > position ? undefined : 'caught-up';
}
