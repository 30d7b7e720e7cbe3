/**
 * A bound for the bytes of requests that have come and are not answered.
 *
 * Invariants:
 *   - What is taken never exceeds the limit by more than one request.
 *   - Who waits is served in the order of coming.
 * Tests: `byte-budget.test.ts`.
 */
export class ByteBudget {
  readonly #limitBytes: number;
  readonly #waiting: { readonly bytes: number; readonly resolve: () => void }[] = [];
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Takes bytes if there is room and nobody waits; false otherwise. */
  tryTake(bytes: number): boolean {
    if (this.#usedBytes >= this.#limitBytes || this.#waiting.length > 0) return false;
    this.#usedBytes += bytes;
    return true;
  }

  /** Takes bytes as soon as there is room. */
  take(bytes: number): Promise<void> {
    if (this.tryTake(bytes)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, resolve });
    });
  }

  /** Gives bytes back. */
  release(bytes: number): void {
    this.#usedBytes -= bytes;
    while (this.#usedBytes < this.#limitBytes) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#usedBytes += next.bytes;
      next.resolve();
    }
  }
}
