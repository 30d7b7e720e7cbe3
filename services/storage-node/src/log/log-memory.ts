/** A tail that may give memory back. */
export interface MemoryOwner {
  /** Drops the oldest written batches, up to `bytes`; returns how much that freed. */
  evict(bytes: number): number;
}

/**
 * The memory that all tails of a node share.
 *
 * Invariants:
 *   - Above `limitBytes` only batches that are still to be written are kept.
 *   - Tails give way in the order of their last append, the least recent first.
 * Tests: `log-tail.test.ts`.
 */
export class LogMemory {
  /** Bytes of batches that may be held in memory by all logs. */
  readonly limitBytes: number;
  // In order of the last append, the least recent first.
  readonly #owners = new Set<MemoryOwner>();
  #waiting: (() => void)[] = [];
  #usedBytes = 0;
  #queuedBytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** Bytes held. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether batches to be written alone fill the memory. */
  get isSaturated(): boolean {
    return this.#queuedBytes >= this.limitBytes;
  }

  /** Resolves at the next moment at which it is worth asking `isSaturated` again. */
  whenRelieved(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Counts batches that were appended, and makes room. */
  add(owner: MemoryOwner, bytes: number): void {
    this.#usedBytes += bytes;
    this.#queuedBytes += bytes;
    this.#owners.delete(owner);
    this.#owners.add(owner);
    if (this.#usedBytes > this.limitBytes) this.#makeRoom();
  }

  /** Counts batches that were written, or dropped before. */
  unqueue(bytes: number): void {
    const wasSaturated = this.isSaturated;
    this.#queuedBytes -= bytes;
    if (this.#usedBytes > this.limitBytes) this.#makeRoom();
    if (wasSaturated && !this.isSaturated) this.#wake();
  }

  /** Counts batches that are held no more. */
  remove(owner: MemoryOwner, bytes: number, isEmpty: boolean): void {
    this.#usedBytes -= bytes;
    if (isEmpty) this.#owners.delete(owner);
  }

  #makeRoom(): void {
    for (const owner of this.#owners) {
      const excess = this.#usedBytes - this.limitBytes;
      if (excess <= 0) return;
      owner.evict(excess);
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
