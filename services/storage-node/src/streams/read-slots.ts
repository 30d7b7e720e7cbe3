/**
 * Bounds the reads of one stream that wait for the disk, or for being sent.
 *
 * Invariants:
 *   - At most `limit` slots are taken.
 *   - Who found none is woken, in order, as slots come free.
 * Tests: `read-slots.test.ts`.
 */
export class ReadSlots<Reader> {
  readonly #limit: number;
  readonly #wake: (reader: Reader) => void;
  readonly #waiting = new Set<Reader>();
  #taken = 0;

  constructor(limit: number, wake: (reader: Reader) => void) {
    this.#limit = limit;
    this.#wake = wake;
  }

  /** Takes a slot; without one the reader is woken later. */
  tryTake(reader: Reader): boolean {
    if (this.#taken >= this.#limit) {
      this.#waiting.add(reader);
      return false;
    }
    this.#taken += 1;
    return true;
  }

  /** Gives a slot back. */
  release(): void {
    this.#taken -= 1;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.#wake(next);
  }

  /** The reader wants none any more. */
  forget(reader: Reader): void {
    this.#waiting.delete(reader);
  }
}
