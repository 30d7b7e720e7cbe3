/**
 * Runs tasks one at a time, in the order they came. An idle queue starts a task within the call.
 *
 * Invariants:
 *   - No two tasks run at once.
 *   - A failed task does not keep the next from running.
 * Tests: `serial-tasks.test.ts`.
 */
export class SerialTasks {
  readonly #waiting: (() => void)[] = [];
  #isRunning = false;

  /** Runs `task` after all that came before it. A task must not wait for one that comes later. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#isRunning) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isRunning = true;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#isRunning = false;
      else next();
    }
  }
}
