import type { Offset } from '@weir/core';

interface Waiter {
  readonly offset: Offset;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Callers that wait until a log has got to an offset. */
export class LogWaiters {
  #waiters: Waiter[] = [];

  /** Resolves at the first `reach` of at least `offset`. */
  wait(offset: Offset): Promise<void> {
    return new Promise((resolve, reject) => this.#waiters.push({ offset, resolve, reject }));
  }

  /** Lets those go whose offset is at most `offset`. */
  reach(offset: Offset): void {
    if (this.#waiters.length === 0) return;
    const reached = this.#waiters.filter((waiter) => waiter.offset <= offset);
    this.#waiters = this.#waiters.filter((waiter) => waiter.offset > offset);
    for (const { resolve } of reached) resolve();
  }

  /** Rejects those that wait for more than `offset`: it will not come. */
  rejectBeyond(offset: Offset, error: Error): void {
    const lost = this.#waiters.filter((waiter) => waiter.offset > offset);
    this.#waiters = this.#waiters.filter((waiter) => waiter.offset <= offset);
    for (const { reject } of lost) reject(error);
  }
}
