import { OffsetHistory } from './offset-history.ts';
import { type ConsumerSight, type StuckChange, StuckDetector } from './stuck-detector.ts';

const historyLimits = { maxSamples: 16, maxAgeMs: 30_000 };
const rateWindowMs = 10_000;
/** Positions come with heartbeats, at most 3 s apart: one that is older than two stands still. */
const standsStillAfterMs = 6_000;

/** A partition as its group has it, at one moment. */
export interface PartitionSight {
  /** Whom it is assigned to, different for each assignment; undefined for nobody. */
  readonly holder: string | undefined;
  readonly committedOffset: number | undefined;
  readonly logStartOffset: number | undefined;
  readonly highWatermark: number | undefined;
}

/**
 * Where a group stands in one partition, how fast it moves, and whether it is stuck.
 *
 * It stands where its member says; for a member that says nothing, at the committed offset, and
 * without one at the log start. What a member has said counts for that assignment alone.
 * Tests: `partition-progress.test.ts`.
 */
export class PartitionProgress {
  readonly #taken = new OffsetHistory(historyLimits);
  readonly #detector: StuckDetector;
  #told: { readonly holder: string; readonly position: number } | undefined;
  #sight: ConsumerSight | undefined;
  #movedAtMs = -Infinity;

  constructor(stuckAfterMs: number) {
    this.#detector = new StuckDetector(stuckAfterMs);
  }

  get isStuck(): boolean {
    return this.#detector.isStuck;
  }

  /** The member's position as of the last sight, with its fallbacks. */
  get position(): number | undefined {
    return this.#sight?.position;
  }

  /** Where its member says that it stands; undefined for another assignment than the told one. */
  toldPosition(holder: string | undefined): number | undefined {
    return this.#told?.holder === holder ? this.#told?.position : undefined;
  }

  /** The member that the partition is assigned to says where it stands. */
  tell(holder: string, position: number, nowMs: number): void {
    this.#told = { holder, position };
    this.#note(position, nowMs);
  }

  /** Looks again; returns whether the partition became stuck, or no longer is. */
  observe(sight: PartitionSight, nowMs: number): StuckChange | undefined {
    const { holder, committedOffset, logStartOffset, highWatermark } = sight;
    const told = this.toldPosition(holder);
    if (told === undefined) this.#told = undefined;
    this.#note(told ?? committedOffset, nowMs);
    const position = told ?? committedOffset ?? logStartOffset;
    this.#sight = { holder, position, committedOffset, highWatermark };
    return this.#detector.observe(this.#sight, nowMs);
  }

  /** Records taken per second over the last seconds; undefined until it is known. */
  consumedPerSecond(nowMs: number): number | undefined {
    return this.#taken.perSecond(nowMs, rateWindowMs);
  }

  /** For how long nothing has been taken; undefined unless it is stuck. */
  stuckMs(nowMs: number): number | undefined {
    return this.#detector.stuckMs(nowMs);
  }

  /** Between two movements it is taken to have moved evenly, unless they are far apart. */
  #note(offset: number | undefined, nowMs: number): void {
    if (offset === undefined) return;
    const hasMoved = this.#taken.last !== offset;
    if (!hasMoved && nowMs - this.#movedAtMs < standsStillAfterMs) return;
    this.#taken.record(nowMs, offset);
    if (hasMoved) this.#movedAtMs = nowMs;
  }
}
