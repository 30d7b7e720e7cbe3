/**
 * Remembers the entries that were asked for lately: `capacity` of them at least, twice as many at most.
 * Two generations instead of a list in order of use: a hit changes nothing.
 */
export class RecentCache<Value> {
  readonly #capacity: number;
  #current = new Map<string, Value>();
  #previous = new Map<string, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Value | undefined {
    const value = this.#current.get(key);
    if (value !== undefined) return value;
    const older = this.#previous.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.#current.size >= this.#capacity && !this.#current.has(key)) {
      this.#previous = this.#current;
      this.#current = new Map();
    }
    this.#current.set(key, value);
  }

  delete(key: string): void {
    this.#current.delete(key);
    this.#previous.delete(key);
  }
}
