import type { Random } from '@weir/core';

/** Bounds of the waits between attempts, in milliseconds. */
export interface BackoffOptions {
  readonly minMs: number;
  readonly maxMs: number;
  readonly random: Random;
}

/** Waits that double from `minMs` to `maxMs`, each shortened by up to a half at random. */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempts = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** The next wait in milliseconds. */
  next(): number {
    const { minMs, maxMs, random } = this.#options;
    const fullMs = Math.min(maxMs, minMs * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return Math.max(1, Math.floor(fullMs / 2) + random.nextInt(Math.ceil(fullMs / 2) + 1));
  }

  /** Starts again from `minMs`: an attempt went well. */
  reset(): void {
    this.#attempts = 0;
  }
}

/** See `Backoff`. */
export function createBackoff(options: BackoffOptions): Backoff {
  return new Backoff(options);
}
