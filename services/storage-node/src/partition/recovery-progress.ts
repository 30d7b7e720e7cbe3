import type { Clock } from '@weir/core';

/** How far the start of a node is with opening its logs. */
export class RecoveryProgress {
  readonly #clock: Clock;
  #startedAtMs: number | undefined;
  #tookMs: number | undefined;
  #found = 0;
  #recovered = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Logs that were found. */
  get found(): number {
    return this.#found;
  }

  /** Of these, how many are open, or have turned out not to open. */
  get recovered(): number {
    return this.#recovered;
  }

  /** How long it took; until now while it goes on; 0 before it begins. */
  get seconds(): number {
    if (this.#startedAtMs === undefined) return 0;
    return (this.#tookMs ?? this.#clock.monotonicMs() - this.#startedAtMs) / 1_000;
  }

  started(found: number): void {
    this.#found = found;
    this.#startedAtMs = this.#clock.monotonicMs();
  }

  /** One log more is open, or does not open. */
  advanced(): void {
    this.#recovered += 1;
  }

  ended(): void {
    this.#tookMs = this.#clock.monotonicMs() - (this.#startedAtMs ?? 0);
  }
}
