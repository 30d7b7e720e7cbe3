import { EntryList, type EntryLimits, type Weighed } from './entry-list.ts';

/** How many records came, and where they are. */
export interface TailCounts {
  /** All that came. */
  readonly received: number;
  /** Those that were not looked for. */
  readonly unmatched: number;
  /** Held back while paused. */
  readonly held: number;
  /** Those that are not here any more, or were passed over. */
  readonly skipped: number;
}

/**
 * The last records of a live tail. While it is paused what comes is held back.
 *
 * Invariants:
 *   - `received` is what is shown, held, unmatched and skipped together (`tail-buffer.test.ts`): none is lost unsaid.
 */
export class TailBuffer<T extends Weighed> {
  readonly #shown: EntryList<T>;
  readonly #held: EntryList<T>;
  #isPaused = false;
  #received = 0;
  #unmatched = 0;
  #passedOver = 0;

  constructor(limits: EntryLimits) {
    this.#shown = new EntryList(limits);
    this.#held = new EntryList(limits);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Oldest first. */
  get shown(): readonly T[] {
    return this.#shown.entries;
  }

  get counts(): TailCounts {
    return {
      received: this.#received,
      unmatched: this.#unmatched,
      held: this.#held.entries.length,
      skipped: this.#shown.dropped + this.#held.dropped + this.#passedOver,
    };
  }

  /** Takes records in their order, and how many beside them were not looked for. */
  add(entries: readonly T[], unmatched = 0): void {
    this.#received += entries.length + unmatched;
    this.#unmatched += unmatched;
    (this.#isPaused ? this.#held : this.#shown).push(entries);
  }

  /** Counts records that were never fetched. */
  passOver(count: number): void {
    this.#received += count;
    this.#passedOver += count;
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** Shows what was held back. */
  resume(): void {
    this.#isPaused = false;
    this.#shown.push(this.#held.takeAll());
  }
}
