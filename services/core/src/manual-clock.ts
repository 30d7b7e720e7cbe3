import type { Clock, Timer } from './clock.ts';
import { invariant } from './invariant.ts';

interface PendingTimer extends Timer {
  readonly dueAtMs: number;
  readonly callback: () => void;
}

/**
 * A clock that moves only when told to, for tests and simulation.
 *
 * Invariants:
 *   - Time never goes back.
 *   - Timers run in the order of their due time, then in the order they were set.
 * Tests: `manual-clock.test.ts`.
 */
export class ManualClock implements Clock {
  readonly #pending = new Set<PendingTimer>();
  readonly #startedAtMs: number;
  #nowMs: number;

  constructor(nowMs = 0) {
    this.#startedAtMs = nowMs;
    this.#nowMs = nowMs;
  }

  /** How many timers are set and have neither run nor been cancelled. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startedAtMs;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const timer: PendingTimer = {
      dueAtMs: this.#nowMs + Math.max(0, delayMs),
      callback,
      cancel: () => {
        this.#pending.delete(timer);
      },
    };
    this.#pending.add(timer);
    return timer;
  }

  /** Moves time on by `elapsedMs`, running the timers that fall due, those set meanwhile too. */
  advanceBy(elapsedMs: number): void {
    invariant(elapsedMs >= 0, 'time never goes back');
    const untilMs = this.#nowMs + elapsedMs;
    for (let next = this.#nextDue(untilMs); next !== undefined; next = this.#nextDue(untilMs)) {
      this.#pending.delete(next);
      this.#nowMs = next.dueAtMs;
      next.callback();
    }
    this.#nowMs = untilMs;
  }

  #nextDue(untilMs: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#pending) {
      if (timer.dueAtMs <= untilMs && (next === undefined || timer.dueAtMs < next.dueAtMs)) {
        next = timer;
      }
    }
    return next;
  }
}
