import { invariant, type WeirError } from '@weir/core';

import type { DurableEffect } from './replica-effect.ts';

/** Work that must wait for the disk work before it. */
export interface Step {
  /**
   * Disk work to wait for, decided when the step is reached; without any the step is done at once.
   */
  readonly effect?: () => DurableEffect | undefined;
  /** Asked when the step is reached and again when its disk work is done: no role outlives its epoch. */
  readonly isWanted: () => boolean;
  readonly onDone: () => void;
  /** Not done: no longer wanted, or the disk refused with `error`. */
  readonly onAbandoned?: (error: WeirError | undefined) => void;
}

/**
 * A replica's disk work, one piece at a time, in the order in which it was asked for.
 *
 * Invariants:
 *   - At most one piece of disk work is under way.
 *   - A step is not begun before every earlier one is done or abandoned, nor while the queue is held.
 *   - The check whether a step is still wanted stands between the last wait and what it protects.
 * Tests: `step-queue.test.ts`.
 */
export class StepQueue {
  readonly #emit: (effect: DurableEffect) => void;
  readonly #waiting: Step[] = [];
  #running: { readonly step: Step; readonly effect: DurableEffect } | undefined;
  #isAdvancing = false;
  #isHeld = false;

  constructor(emit: (effect: DurableEffect) => void) {
    this.#emit = emit;
  }

  /** The disk work under way, if any. */
  get underWay(): DurableEffect | undefined {
    return this.#running?.effect;
  }

  /** Whether nothing is under way or waiting, and the queue is not held. */
  get isIdle(): boolean {
    return this.#running === undefined && this.#waiting.length === 0 && !this.#isHeld;
  }

  /** Adds a step; begins it at once when the queue is idle. */
  push(...steps: readonly Step[]): void {
    this.#waiting.push(...steps);
    this.#advance();
  }

  /** Begins no step before `release`: an effect that they build on is still to be carried out. */
  hold(): void {
    this.#isHeld = true;
  }

  /** What the queue was held for, if anything, is carried out. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#advance();
  }

  /** The disk work under way is durable. */
  completed(): void {
    settle(this.#take());
    this.#advance();
  }

  /** The disk work under way may or may not be durable. */
  failed(error: WeirError): void {
    this.#take().onAbandoned?.(error);
    this.#advance();
  }

  #take(): Step {
    const running = this.#running;
    invariant(running !== undefined, 'only disk work under way completes or fails');
    this.#running = undefined;
    return running.step;
  }

  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (this.#running === undefined && !this.#isHeld) {
      const step = this.#waiting.shift();
      if (step === undefined) break;
      this.#begin(step);
    }
    this.#isAdvancing = false;
  }

  #begin(step: Step): void {
    const effect = step.isWanted() ? step.effect?.() : undefined;
    if (effect === undefined) {
      settle(step);
    } else {
      this.#running = { step, effect };
      this.#emit(effect);
    }
  }
}

function settle(step: Step): void {
  if (step.isWanted()) step.onDone();
  else step.onAbandoned?.(undefined);
}
