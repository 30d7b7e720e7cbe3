/**
 * Bounds how much of one kind of disk work is under way on a node: syncs, so that they leave threads for
 * reads and writes; creations of segments, so that the first of many are done before the last begin.
 *
 * Invariants:
 *   - At most `maxRunning` run; the others start in the order they came.
 * Tests: `serial-tasks.test.ts`.
 */
export class BoundedTasks {
  readonly #maxRunning: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(maxRunning: number) {
    this.#maxRunning = maxRunning;
  }

  /** Tasks under way. */
  get running(): number {
    return this.#running;
  }

  /** Runs `task` as soon as it may. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#maxRunning) {
      // Woken with the place of the one that ended.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
