import { toWeirError } from '@weir/core';
import type { ActiveContext } from './active-context.ts';

/** Something that looks at the cluster and does what is due. */
export interface TurnTask {
  run(): Promise<void>;
}

const intervalMs = 250;

/**
 * Runs tasks one after another, four times a second, as long as the active life lasts.
 *
 * Invariants:
 *   - No task runs twice at a time; one that fails does not keep back the others.
 * Tests: `turns.test.ts`.
 */
export class Turns {
  readonly #context: Pick<ActiveContext, 'clock' | 'logger' | 'signal'>;
  readonly #tasks: readonly TurnTask[];

  constructor(
    context: Pick<ActiveContext, 'clock' | 'logger' | 'signal'>,
    tasks: readonly TurnTask[],
  ) {
    this.#context = context;
    this.#tasks = tasks;
  }

  start(): void {
    const { clock, signal } = this.#context;
    clock.setTimer(intervalMs, () => {
      if (!signal.aborted) void this.#turn();
    });
  }

  async #turn(): Promise<void> {
    const { logger, signal } = this.#context;
    for (const task of this.#tasks) {
      try {
        await task.run();
      } catch (error) {
        const { code, message } = toWeirError(error);
        if (!signal.aborted)
          logger.warn({ code, message }, 'A look at the cluster was interrupted');
      }
      if (signal.aborted) return;
    }
    this.start();
  }
}
