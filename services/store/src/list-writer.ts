import { type Clock, sleep, toWeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { BoundedLists } from './bounded-lists.ts';

/** What a writer of one list works with. */
export interface ListWriterOptions {
  readonly lists: BoundedLists;
  readonly list: string;
  /** How many entries the list keeps. */
  readonly maxLength: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** So many texts were given up. */
  readonly onLost: (texts: number) => void;
}

const maxWaiting = 2_000;
const maxBatch = 200;
const retryPauseMs = 1_000;
const stopTimeoutMs = 2_000;

/**
 * Appends texts to a list in the background, in batches, and again while the store does not answer.
 *
 * Invariants:
 *   - At most 2,000 texts wait; what comes beyond is given up, counted and logged.
 * Tests: `list-writer.test.ts`.
 */
export class ListWriter {
  readonly #options: ListWriterOptions;
  readonly #stop = new AbortController();
  readonly #waiting: string[] = [];
  #lost = 0;
  #isFailing = false;
  #running: Promise<void> | undefined;

  constructor(options: ListWriterOptions) {
    this.#options = options;
  }

  /** Appends a text soon; never throws. */
  append(text: string): void {
    if (this.#stop.signal.aborted || this.#waiting.length >= maxWaiting) {
      this.#lose(1);
      return;
    }
    this.#waiting.push(text);
    this.#running ??= this.#run();
  }

  /** Resolves when what was appended is in the list or given up; takes 2 s at most. */
  async stop(): Promise<void> {
    const { clock } = this.#options;
    const late = new AbortController();
    await Promise.race([
      this.#running,
      sleep(clock, stopTimeoutMs, late.signal).catch(() => undefined),
    ]);
    late.abort();
    this.#stop.abort();
    this.#lose(this.#waiting.splice(0).length);
    this.#reportLost();
  }

  async #run(): Promise<void> {
    const { lists, list, maxLength } = this.#options;
    // What comes in the same turn goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, maxBatch);
      try {
        await lists.appendToList(list, batch, maxLength);
        this.#waiting.splice(0, batch.length);
        this.#isFailing = false;
        this.#reportLost();
      } catch (error) {
        this.#noteFailure(error);
        await this.#pause();
      }
    }
    this.#running = undefined;
  }

  async #pause(): Promise<void> {
    await sleep(this.#options.clock, retryPauseMs, this.#stop.signal).catch(() => undefined);
  }

  #noteFailure(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const { logger, list } = this.#options;
    const { code, message } = toWeirError(error);
    logger.warn({ list, code, message }, 'A list in the metadata store waits for its texts');
  }

  #lose(texts: number): void {
    if (texts === 0) return;
    this.#lost += texts;
    this.#options.onLost(texts);
  }

  #reportLost(): void {
    if (this.#lost === 0) return;
    const { logger, list } = this.#options;
    logger.error({ list, lost: this.#lost }, 'A list in the metadata store lacks texts');
    this.#lost = 0;
  }
}
