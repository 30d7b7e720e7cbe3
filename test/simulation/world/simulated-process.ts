import type { Clock, Timer } from '@weir/core';
import type { EventQueue } from './event-queue.ts';

/** Wall-clock time at which every simulation begins. */
const epochMs = Date.UTC(2025, 0, 1);

/** A process: it has lives, may be paused, and its clocks are its own. */
export class SimulatedProcess {
  readonly name: string;
  /** Whether its code works with promises, and needs a turn after each of its events. */
  readonly usesPromises: boolean;
  /** Counts starts: what was to happen in an earlier life does not. */
  life = 0;
  isUp = false;
  pausedUntilMs = 0;
  /** How far its wall clock is off. */
  wallOffsetMs = 0;
  /** How fast its monotonic clock runs. */
  rate = 1;
  readonly #queue: EventQueue;

  constructor(name: string, queue: EventQueue, { usesPromises = false } = {}) {
    this.name = name;
    this.#queue = queue;
    this.usesPromises = usesPromises;
  }

  /** Begins another life. */
  start(): void {
    this.life += 1;
    this.isUp = true;
    this.pausedUntilMs = 0;
  }

  stop(): void {
    this.isUp = false;
  }

  /** Lets something happen in this life. */
  schedule(delayMs: number, run: () => void): Timer {
    return this.#queue.schedule(delayMs, run, this);
  }

  /** This life's clock: its timers end with it. */
  clock(): Clock {
    const { life } = this;
    return {
      nowMs: () => epochMs + Math.floor(this.#queue.nowMs + this.wallOffsetMs),
      monotonicMs: () => this.#queue.nowMs * this.rate,
      setTimer: (delayMs, callback) => {
        if (life !== this.life) return { cancel: () => undefined };
        // As real timers do: whole milliseconds, one at least.
        return this.schedule(Math.max(1, Math.ceil(delayMs)) / this.rate, callback);
      },
    };
  }
}
