import type { Clock } from '@weir/core';

/**
 * Since when partitions wait for a leader, through all attempts to elect one.
 *
 * Invariants:
 *   - It remembers no more than twice as many partitions as there are.
 * Tests: `leaderless-times.test.ts`.
 */
export class LeaderlessTimes {
  readonly #clock: Clock;
  readonly #exists: (key: string) => boolean;
  readonly #sinceMs = new Map<string, number>();
  #pruneAt = 1_000;

  /** `exists` says whether there is such a partition still. */
  constructor(clock: Clock, exists: (key: string) => boolean) {
    this.#clock = clock;
    this.#exists = exists;
  }

  /** These need a leader; those that did already keep their time. */
  begin(keys: readonly string[]): void {
    const nowMs = this.#clock.monotonicMs();
    for (const key of keys) if (!this.#sinceMs.has(key)) this.#sinceMs.set(key, nowMs);
    if (this.#sinceMs.size >= this.#pruneAt) this.#prune();
  }

  /** The partition has a leader, or needs none; for how many seconds it had waited, if it had. */
  end(key: string): number | undefined {
    const sinceMs = this.#sinceMs.get(key);
    if (sinceMs === undefined) return undefined;
    this.#sinceMs.delete(key);
    return (this.#clock.monotonicMs() - sinceMs) / 1_000;
  }

  /** Those of topics that were deleted meanwhile are elected no more. */
  #prune(): void {
    for (const key of this.#sinceMs.keys()) if (!this.#exists(key)) this.#sinceMs.delete(key);
    this.#pruneAt = Math.max(1_000, this.#sinceMs.size * 2);
  }
}
