import { invariant, type WeirError } from '@weir/core';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: WeirError) => void;
}

/**
 * Bytes that may wait in a producer.
 *
 * One taker may go beyond the limit, so that a record larger than what is left is sent, too.
 *
 * Invariants:
 *   - Waiters are let in in the order in which they came, one for each time that there is room.
 *   - What is given back was taken.
 * Tests: `buffer-budget.test.ts`.
 */
export class BufferBudget {
  readonly #limitBytes: number;
  readonly #waiters: Waiter[] = [];
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether one more record may come, with nobody waiting in front of it. */
  get hasRoom(): boolean {
    return this.#usedBytes < this.#limitBytes && this.#waiters.length === 0;
  }

  /** Takes bytes; may go beyond the limit. */
  take(bytes: number): void {
    this.#usedBytes += bytes;
  }

  /** Gives bytes back and lets the next waiter in. */
  release(bytes: number): void {
    this.#usedBytes -= bytes;
    invariant(this.#usedBytes >= 0, 'what is given back was taken');
    this.#letIn();
  }

  /** Resolves when it is the caller's turn and there is room. */
  room(): Promise<void> {
    if (this.hasRoom) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
    });
  }

  /** Ends all waits. */
  rejectAll(error: WeirError): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }

  /** One at a time: the one let in takes its bytes, then calls `passOn`. */
  #letIn(): void {
    if (this.#usedBytes >= this.#limitBytes) return;
    this.#waiters.shift()?.resolve();
  }

  /** Lets the next waiter in if there still is room; called by one that was let in. */
  passOn(): void {
    this.#letIn();
  }
}
