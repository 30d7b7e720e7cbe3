import type { Clock, Timer } from '@weir/core';
import type { Logger } from '@weir/runtime';

import { nameOf, type ReplicaKey } from './replica-store.ts';

/** What a healer works with. */
export interface ReplicaHealerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens a replica anew; rejects where that does not help yet. `attempt` counts from one. */
  readonly heal: (key: ReplicaKey, attempt: number) => Promise<void>;
}

interface Patient {
  readonly key: ReplicaKey;
  readonly failedAtMs: number;
  readonly pauseMs: number;
  /** Attempts that did not help. */
  readonly attempts: number;
  readonly timer: Timer;
}

const firstPauseMs = 1000;
const maxPauseMs = 60_000;
/** A replica that has been well for so long is as good as any other. */
const forgetAfterMs = 10 * 60_000;
const maxRunning = 16;

/**
 * Tries to open failed replicas anew: after a second, then after growing pauses of up to a minute.
 *
 * Invariants:
 *   - A replica has one attempt ahead of it at most, and at most sixteen run at a time.
 *   - The pauses grow, also where an attempt helps for a while only.
 * Tests: `replica-healer.test.ts`.
 */
export class ReplicaHealer {
  readonly #options: ReplicaHealerOptions;
  readonly #patients = new Map<string, Patient>();
  readonly #waiting: ReplicaKey[] = [];
  #running = 0;
  #isStopped = false;

  constructor(options: ReplicaHealerOptions) {
    this.#options = options;
  }

  /** The replica has failed. `isUrgent`: the first attempt is made at once. */
  failed(key: ReplicaKey, { isUrgent }: { readonly isUrgent: boolean }): void {
    this.#schedule(key, isUrgent, 0);
  }

  #schedule(key: ReplicaKey, isUrgent: boolean, attempts: number): void {
    if (this.#isStopped) return;
    const { clock } = this.#options;
    const name = nameOf(key);
    const before = this.#patients.get(name);
    before?.timer.cancel();
    const failedAtMs = clock.monotonicMs();
    const isKnown = before !== undefined && failedAtMs - before.failedAtMs < forgetAfterMs;
    const pauseMs = isKnown ? growing(before.pauseMs) : firstPauseMs;
    const timer = clock.setTimer(isUrgent && !isKnown ? 0 : pauseMs, () => {
      this.#waiting.push(key);
      this.#runNext();
    });
    this.#patients.set(name, { key, failedAtMs, pauseMs, attempts, timer });
  }

  /** The replica is no longer here. */
  forget(key: ReplicaKey): void {
    this.#patients.get(nameOf(key))?.timer.cancel();
    this.#patients.delete(nameOf(key));
  }

  /** Begins no more attempts. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.length = 0;
    for (const { timer } of this.#patients.values()) timer.cancel();
  }

  #runNext(): void {
    if (this.#running >= maxRunning) return;
    const key = this.#waiting.shift();
    if (key !== undefined) void this.#run(key);
  }

  async #run(key: ReplicaKey): Promise<void> {
    this.#running += 1;
    const { attempts = 0 } = this.#patients.get(nameOf(key)) ?? {};
    try {
      await this.#options.heal(key, attempts + 1);
    } catch (error) {
      this.#options.logger.warn({ ...key, err: error }, 'replica does not open again yet');
      if (this.#patients.has(nameOf(key))) this.#schedule(key, false, attempts + 1);
    }
    this.#running -= 1;
    this.#runNext();
  }
}

function growing(pauseMs: number): number {
  return Math.min(2 * pauseMs, maxPauseMs);
}
