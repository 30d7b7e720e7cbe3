import { invariant } from '@weir/core';

interface Share {
  usedBytes: number;
  readonly waiting: (() => void)[];
}

/**
 * Bytes of records that are on their way to their leaders, shared by topics.
 *
 * A topic may take more while it uses less than what is free: as the budget fills, each one's share
 * shrinks. A topic without a leader ends at half of it, ten such topics leave an eleventh free.
 * Source: Choudhury and Hahne, "Dynamic queue length thresholds for shared-memory packet switches".
 *
 * Invariants:
 *   - Who waits for one topic is let in in the order of coming, one for each time that there is room.
 *   - What is given back was taken.
 * Tests: `fair-budget.test.ts`.
 */
export class FairBudget {
  readonly #limitBytes: number;
  readonly #shares = new Map<string, Share>();
  #usedBytes = 0;
  #waitingCount = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether one more request may come, with nobody waiting in front of it. */
  hasRoom(topic: string): boolean {
    const share = this.#shares.get(topic);
    if (share === undefined) return this.#usedBytes < this.#limitBytes;
    return share.waiting.length === 0 && this.#isBelow(share);
  }

  /** Takes bytes; may go beyond the limit. */
  take(topic: string, bytes: number): void {
    this.#shareOf(topic).usedBytes += bytes;
    this.#usedBytes += bytes;
  }

  /** Gives bytes back and lets waiters in, of any topic. */
  release(topic: string, bytes: number): void {
    const share = this.#shareOf(topic);
    share.usedBytes -= bytes;
    this.#usedBytes -= bytes;
    invariant(share.usedBytes >= 0, 'what is given back was taken');
    this.#forgetIfIdle(topic, share);
    this.letIn();
  }

  /** Resolves when it is the caller's turn and there is room. Afterwards it must call `letIn`. */
  room(topic: string): Promise<void> {
    if (this.hasRoom(topic)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#shareOf(topic).waiting.push(resolve);
      this.#waitingCount += 1;
    });
  }

  /** Lets the first waiter of each topic in that has room. */
  letIn(): void {
    if (this.#waitingCount === 0) return;
    for (const [topic, share] of this.#shares) {
      if (share.waiting.length === 0 || !this.#isBelow(share)) continue;
      this.#waitingCount -= 1;
      share.waiting.shift()?.();
      this.#forgetIfIdle(topic, share);
    }
  }

  #forgetIfIdle(topic: string, share: Share): void {
    if (share.usedBytes === 0 && share.waiting.length === 0) this.#shares.delete(topic);
  }

  #isBelow({ usedBytes }: Share): boolean {
    return usedBytes < this.#limitBytes - this.#usedBytes;
  }

  #shareOf(topic: string): Share {
    const known = this.#shares.get(topic);
    if (known !== undefined) return known;
    const share: Share = { usedBytes: 0, waiting: [] };
    this.#shares.set(topic, share);
    return share;
  }
}
