import type { Clock } from '@weir/core';

/** At most so much is saved up while nothing is sent, as seconds of the rate. */
const burstSeconds = 0.25;

/**
 * Limits what this node sends to replicas that are not members yet, so that a reassignment leaves the
 * disks and the network to producers and consumers.
 *
 * A bucket that may go below zero: whoever finds it above sends what it has, and the next ones wait
 * until that is paid for.
 *
 * Invariants:
 *   - On average no more than the rate is sent, whatever the size of a batch.
 * Tests: `catch-up-throttle.test.ts`.
 */
export class CatchUpThrottle {
  readonly #clock: Clock;
  #bytesPerSecond = 0;
  #bytes = 0;
  #filledAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAtMs = clock.monotonicMs();
  }

  /** 0: no limit. */
  get bytesPerSecond(): number {
    return this.#bytesPerSecond;
  }

  set bytesPerSecond(bytesPerSecond: number) {
    this.#fill();
    this.#bytesPerSecond = Math.max(0, bytesPerSecond);
    this.#bytes = Math.min(this.#bytes, this.#bytesPerSecond * burstSeconds);
  }

  /** How much should be sent at a time. */
  get burstBytes(): number {
    const isLimited = this.#bytesPerSecond > 0;
    return isLimited ? Math.max(1, this.#bytesPerSecond * burstSeconds) : Number.MAX_SAFE_INTEGER;
  }

  /** Milliseconds until something may be sent; 0 when it may be now. */
  get delayMs(): number {
    if (this.#bytesPerSecond === 0) return 0;
    this.#fill();
    return this.#bytes >= 0 ? 0 : Math.ceil((-this.#bytes * 1_000) / this.#bytesPerSecond);
  }

  /** Bytes were sent. */
  sent(bytes: number): void {
    this.#fill();
    if (this.#bytesPerSecond > 0) this.#bytes -= bytes;
  }

  #fill(): void {
    const nowMs = this.#clock.monotonicMs();
    const earned = ((nowMs - this.#filledAtMs) * this.#bytesPerSecond) / 1_000;
    this.#bytes = Math.min(this.#bytes + earned, this.#bytesPerSecond * burstSeconds);
    this.#filledAtMs = nowMs;
  }
}
