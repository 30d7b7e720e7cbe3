import type { PartitionKey } from '../topics/partition-key.ts';
import { OffsetHistory } from './offset-history.ts';

/** Of what is older than seven days it is known that it is as old as that. */
const historyLimits = { maxSamples: 64, maxAgeMs: 7 * 24 * 3_600_000 };
const rateWindowMs = 10_000;

/** What a leader says of its log; the second is exclusive. Undefined: not asked, or no answer. */
export interface LogRange {
  readonly logStartOffset: number | undefined;
  readonly highWatermark: number | undefined;
}

const unknownRange: LogRange = { logStartOffset: undefined, highWatermark: undefined };

interface KnownLog {
  readonly history: OffsetHistory;
  logStartOffset: number | undefined;
  learnedAtMs: number;
}

/**
 * The ends of the logs that groups read, and how they came to be where they are.
 * Tests: `log-ends.test.ts`.
 */
export class LogEnds {
  readonly #logs = new Map<PartitionKey, KnownLog>();
  #freshMs = 5_000;

  get size(): number {
    return this.#logs.size;
  }

  /** Takes a leader's answer. */
  learn(key: PartitionKey, { logStartOffset, highWatermark }: LogRange, nowMs: number): void {
    if (highWatermark === undefined) return;
    let log = this.#logs.get(key);
    if (log === undefined) {
      log = { history: new OffsetHistory(historyLimits), logStartOffset, learnedAtMs: nowMs };
      this.#logs.set(key, log);
    }
    log.history.record(nowMs, highWatermark);
    log.logStartOffset = logStartOffset ?? log.logStartOffset;
    log.learnedAtMs = nowMs;
  }

  /** Forgets all but these, whose ends are known for `freshMs` after each answer. */
  keep(keys: ReadonlySet<PartitionKey>, freshMs: number): void {
    this.#freshMs = freshMs;
    for (const key of this.#logs.keys()) if (!keys.has(key)) this.#logs.delete(key);
  }

  /** As of the last answer. */
  range(key: PartitionKey, nowMs: number): LogRange {
    const log = this.#logs.get(key);
    if (log === undefined || nowMs - log.learnedAtMs > this.#freshMs) return unknownRange;
    return { logStartOffset: log.logStartOffset, highWatermark: log.history.last };
  }

  /**
   * For how long the record at an offset has been in the log; where that was before all that is
   * remembered, the time that is remembered. 0 for a record that is not there yet.
   */
  ageMs(key: PartitionKey, offset: number, nowMs: number): number {
    const passedAtMs = this.#logs.get(key)?.history.passedAtMs(offset);
    return passedAtMs === undefined ? 0 : Math.max(0, nowMs - passedAtMs);
  }

  /** Records appended per second over the last seconds; undefined until it is known. */
  appendedPerSecond(key: PartitionKey, nowMs: number): number | undefined {
    const windowMs = Math.max(rateWindowMs, this.#freshMs);
    return this.#logs.get(key)?.history.perSecond(nowMs, windowMs);
  }
}
