/** What has a weight, such as the characters that it holds. */
export interface Weighed {
  readonly weight: number;
}

/** How much a list holds. */
export interface EntryLimits {
  readonly maxEntries: number;
  readonly maxWeight: number;
}

/** What a page keeps of records: more would make it slow, or fill the browser's memory. */
export const pageLimits: EntryLimits = { maxEntries: 2_000, maxWeight: 64 * 2 ** 20 };

/**
 * Entries in their order, of which the first go when there are too many.
 *
 * Invariants:
 *   - It holds at most `maxEntries`, and `maxWeight` unless the last entry alone is heavier.
 *   - `dropped` and the entries are all that was pushed (`entry-list.test.ts`).
 */
export class EntryList<T extends Weighed> {
  readonly #limits: EntryLimits;
  #entries: readonly T[] = [];
  #weight = 0;
  #dropped = 0;

  constructor(limits: EntryLimits) {
    this.#limits = limits;
  }

  /** In order; another array after each change. */
  get entries(): readonly T[] {
    return this.#entries;
  }

  /** How many have gone. */
  get dropped(): number {
    return this.#dropped;
  }

  push(entries: readonly T[]): void {
    if (entries.length === 0) return;
    const all = [...this.#entries, ...entries];
    this.#weight += entries.reduce((sum, { weight }) => sum + weight, 0);
    const { maxEntries, maxWeight } = this.#limits;
    let first = 0;
    while (first < all.length - 1) {
      if (all.length - first <= maxEntries && this.#weight <= maxWeight) break;
      this.#weight -= all[first]?.weight ?? 0;
      first += 1;
    }
    this.#entries = first === 0 ? all : all.slice(first);
    this.#dropped += first;
  }

  /** Gives all entries away. */
  takeAll(): readonly T[] {
    const entries = this.#entries;
    this.#entries = [];
    this.#weight = 0;
    return entries;
  }
}
