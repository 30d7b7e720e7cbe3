/**
 * Bounds the syncs that are under way on a node, so that they leave threads for reads and writes.
 *
 * Invariants:
 *   - At most `maxSyncs` run; the others start in the order they came.
 * Tests: `serial-tasks.test.ts`.
 */
export class FlushScheduler {
  readonly #maxSyncs: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(maxSyncs: number) {
    this.#maxSyncs = maxSyncs;
  }

  /** Syncs under way. */
  get running(): number {
    return this.#running;
  }

  /** Runs `sync` as soon as it may. */
  async run<Result>(sync: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#maxSyncs) {
      // Woken with the place of the one that ended.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await sync();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
