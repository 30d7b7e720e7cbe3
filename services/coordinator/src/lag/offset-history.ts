import { invariant } from '@weir/core';

/** How much of the past is kept. */
export interface OffsetHistoryLimits {
  /** At least 3. */
  readonly maxSamples: number;
  readonly maxAgeMs: number;
}

/**
 * How an offset that grows has moved over time: the end of a log, or where a group stands in it.
 *
 * Bounded: once full it gives up the sample whose neighbours are closest to each other relative to
 * their age. So the last seconds are kept as they were, and hours ago a few samples are left.
 * Between two samples the offset is taken to have moved evenly. Instants are monotonic.
 *
 * Invariants:
 *   - Neither instants nor offsets decrease from one sample to the next.
 *   - There are never more than `maxSamples`.
 * Tests: `offset-history.test.ts`.
 */
export class OffsetHistory {
  readonly #limits: OffsetHistoryLimits;
  readonly #instantsMs: number[] = [];
  readonly #offsets: number[] = [];

  constructor(limits: OffsetHistoryLimits) {
    invariant(limits.maxSamples >= 3, 'a history keeps both ends and something between');
    this.#limits = limits;
  }

  /** Number of samples kept. */
  get size(): number {
    return this.#offsets.length;
  }

  /** The offset as last recorded. */
  get last(): number | undefined {
    return this.#offsets.at(-1);
  }

  /**
   * Adds what the offset is at an instant. One that is behind what was recorded before, after a
   * truncation or a seek, takes back all samples beyond it.
   */
  record(atMs: number, offset: number): void {
    const instantsMs = this.#instantsMs;
    const offsets = this.#offsets;
    while ((offsets.at(-1) ?? 0) > offset) this.#remove(offsets.length - 1);
    const lastMs = instantsMs.at(-1) ?? atMs;
    invariant(atMs >= lastMs, 'samples come in the order of time');
    // Of a time without movement its two ends say all.
    if (offsets.at(-1) === offset && offsets.at(-2) === offset) instantsMs.pop();
    else offsets.push(offset);
    instantsMs.push(atMs);
    while (instantsMs.length > 2 && (instantsMs[1] ?? atMs) < atMs - this.#limits.maxAgeMs) {
      this.#remove(0);
    }
    if (offsets.length > this.#limits.maxSamples) this.#remove(this.#leastTelling());
  }

  /**
   * When the offset passed `offset`: of a log end, when the record there was appended. Where all
   * samples are beyond it, the instant of the oldest: it was then or earlier. Undefined while it has
   * not passed, and without samples.
   */
  passedAtMs(offset: number): number | undefined {
    const index = this.#firstBeyond(offset);
    const afterMs = this.#instantsMs[index];
    const after = this.#offsets[index];
    if (afterMs === undefined || after === undefined) return undefined;
    const beforeMs = this.#instantsMs[index - 1];
    const before = this.#offsets[index - 1];
    if (beforeMs === undefined || before === undefined) return afterMs;
    return beforeMs + ((offset + 1 - before) / (after - before)) * (afterMs - beforeMs);
  }

  /**
   * Offsets per second over the last `windowMs` before the newest sample, or over as much of it as
   * is known. Undefined without two samples, and when the newest is older than the window.
   */
  perSecond(nowMs: number, windowMs: number): number | undefined {
    const lastMs = this.#instantsMs.at(-1);
    const [firstMs] = this.#instantsMs;
    const { last } = this;
    if (lastMs === undefined || firstMs === undefined || last === undefined) return undefined;
    if (lastMs < nowMs - windowMs) return undefined;
    const fromMs = Math.max(firstMs, lastMs - windowMs);
    if (lastMs <= fromMs) return undefined;
    return ((last - this.#offsetAt(fromMs)) * 1000) / (lastMs - fromMs);
  }

  /** Within the samples. */
  #offsetAt(atMs: number): number {
    const index = this.#instantsMs.findLastIndex((instantMs) => instantMs <= atMs);
    const beforeMs = this.#instantsMs[index] ?? atMs;
    const before = this.#offsets[index] ?? 0;
    const afterMs = this.#instantsMs[index + 1] ?? beforeMs;
    const after = this.#offsets[index + 1] ?? before;
    if (afterMs <= beforeMs) return before;
    return before + ((atMs - beforeMs) / (afterMs - beforeMs)) * (after - before);
  }

  /** The first sample whose offset is larger; the number of samples if there is none. */
  #firstBeyond(offset: number): number {
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#offsets[middle] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #leastTelling(): number {
    const instantsMs = this.#instantsMs;
    const newestMs = instantsMs.at(-1) ?? 0;
    let least = 1;
    let leastGap = Infinity;
    for (let index = 1; index < instantsMs.length - 1; index += 1) {
      const gapMs = (instantsMs[index + 1] ?? 0) - (instantsMs[index - 1] ?? 0);
      const gap = gapMs / (newestMs - (instantsMs[index] ?? 0) + 1);
      if (gap < leastGap) {
        least = index;
        leastGap = gap;
      }
    }
    return least;
  }

  #remove(index: number): void {
    this.#instantsMs.splice(index, 1);
    this.#offsets.splice(index, 1);
  }
}
