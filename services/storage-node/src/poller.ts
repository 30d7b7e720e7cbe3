import type { Clock, Timer } from '@weir/core';

/** What is done again and again. */
export interface PollerOptions {
  readonly clock: Clock;
  /** From the end of one time to the start of the next. */
  readonly intervalMs: number;
  /** Must not reject. */
  readonly poll: () => Promise<void>;
}

/** Does something at once when it is started, then at intervals, one at a time. */
export class Poller implements AsyncDisposable {
  readonly #options: PollerOptions;
  #timer: Timer | undefined;
  #polling: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Resolves when it was done for the first time. */
  start(): Promise<void> {
    this.#polling = this.#poll();
    return this.#polling;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    const { clock, intervalMs, poll } = this.#options;
    await poll();
    if (this.#isStopped) return;
    this.#timer = clock.setTimer(intervalMs, () => {
      this.#polling = this.#poll();
    });
  }
}
