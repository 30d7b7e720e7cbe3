import { invariant } from '@weir/core';

/** Something that is answered once the log is committed up to an offset. */
export interface CommitWaiter {
  /** Exclusive: done when the high watermark is at or above it. */
  readonly endOffset: number;
  /** Monotonic milliseconds at which it is given up. */
  readonly deadlineAtMs: number;
}

const compactAfter = 256;

/**
 * The `acks=all` appends that wait for the high watermark, ordered by offset.
 *
 * Pure state. Bounded by what the node admits: `rpc` stops reading when too many bytes are in flight.
 *
 * Invariants:
 *   - Waiters stand in the order of their end offsets; of equal ones the older is first.
 *   - A waiter is handed out exactly once.
 * Tests: `commit-waiters.test.ts`.
 */
export class CommitWaiters<Waiter extends CommitWaiter> {
  #waiters: Waiter[] = [];
  #head = 0;

  /** How many wait. */
  get size(): number {
    return this.#waiters.length - this.#head;
  }

  /** Adds a waiter; nearly always it belongs at the end. */
  add(waiter: Waiter): void {
    let at = this.#waiters.length;
    while (at > this.#head && this.#endAt(at - 1) > waiter.endOffset) at -= 1;
    if (at === this.#waiters.length) this.#waiters.push(waiter);
    else this.#waiters.splice(at, 0, waiter);
  }

  /** Removes and returns the first waiter that the high watermark has reached, if any. */
  takeCommitted(highWatermark: number): Waiter | undefined {
    const first = this.#waiters[this.#head];
    if (first === undefined || first.endOffset > highWatermark) return undefined;
    this.#head += 1;
    this.#compact();
    return first;
  }

  /** Removes and returns those whose deadline has passed. */
  takeOverdue(nowMs: number): Waiter[] {
    const waiting = this.#waiters.slice(this.#head);
    const overdue = waiting.filter((waiter) => waiter.deadlineAtMs <= nowMs);
    if (overdue.length > 0) {
      this.#waiters = waiting.filter((waiter) => waiter.deadlineAtMs > nowMs);
      this.#head = 0;
    }
    return overdue;
  }

  /** Removes and returns all: the role has gone. */
  takeAll(): Waiter[] {
    const waiting = this.#waiters.slice(this.#head);
    this.#waiters = [];
    this.#head = 0;
    return waiting;
  }

  #endAt(index: number): number {
    const waiter = this.#waiters[index];
    invariant(waiter !== undefined, 'a waiter stands at each place');
    return waiter.endOffset;
  }

  #compact(): void {
    if (this.#head < compactAfter && this.#head < this.#waiters.length) return;
    this.#waiters.splice(0, this.#head);
    this.#head = 0;
  }
}
