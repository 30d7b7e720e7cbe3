import type { Clock, Timer } from '@weir/core';

/**
 * Tells when the application has had something in hand for too long: one batch of an iterator, or what
 * a handler of a run was called with.
 *
 * Invariants:
 *   - One timer is set at most, and it finds the oldest thing in hand no later than its limit.
 * Tests: `poll-timer.test.ts`.
 */
export class PollTimer {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onHung: () => void;
  /** What is in hand, and since when; the oldest first. */
  readonly #since = new Map<object, number>();
  #timer: Timer | undefined;

  constructor(clock: Clock, limitMs: number, onHung: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onHung = onHung;
  }

  /** Something was given. */
  given(what: object): void {
    this.#since.set(what, this.#clock.monotonicMs());
    this.#arm(this.#limitMs);
  }

  /** The application is done with it. */
  done(what: object): void {
    this.#since.delete(what);
  }

  /** Nothing is in hand. */
  clear(): void {
    this.#since.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    this.#timer ??= this.#clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      this.#check();
    });
  }

  #check(): void {
    const [oldest] = this.#since;
    if (oldest === undefined) return;
    const [what, sinceMs] = oldest;
    const leftMs = sinceMs + this.#limitMs - this.#clock.monotonicMs();
    if (leftMs > 0) {
      this.#arm(leftMs);
      return;
    }
    // Told once; others that hang are told on their own.
    this.#since.delete(what);
    const [next] = this.#since;
    if (next !== undefined) this.#arm(next[1] + this.#limitMs - this.#clock.monotonicMs());
    this.#onHung();
  }
}
