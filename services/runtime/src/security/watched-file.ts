import { readFile, stat } from 'node:fs/promises';
import { type Clock, type Timer, WeirError } from '@weir/core';
import type { Logger } from '../logger.ts';

/** Which file to follow, and what its text says. */
export interface WatchedFileOptions<Value> {
  readonly path: string;
  /** For messages: "the admin key file". */
  readonly what: string;
  /** Throws an error that says what is wrong, without any of the text. */
  readonly parse: (text: string) => Value;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How often the file is looked at. Asking beats being told: mounted secrets are swapped by links. */
const intervalMs = 1_000;
const maxBytes = 1024 * 1024;

/**
 * What a small file says, read again when its text changes. While it cannot be read or understood, what it
 * said last holds.
 */
export class WatchedFile<Value> {
  readonly #options: WatchedFileOptions<Value>;
  readonly #listeners = new Set<() => void>();
  #text: string;
  #value: Value;
  #timer: Timer | undefined;
  #reading: Promise<void> = Promise.resolve();
  #lastProblem = '';
  #isStopped = false;

  private constructor(options: WatchedFileOptions<Value>, text: string) {
    this.#options = options;
    this.#text = text;
    this.#value = options.parse(text);
    this.#schedule();
  }

  /** Reads the file a first time; `INVALID_CONFIG` when that is not possible. */
  static async open<Value>(options: WatchedFileOptions<Value>): Promise<WatchedFile<Value>> {
    try {
      return new WatchedFile(options, await readSmall(options.path));
    } catch (cause) {
      const problem = `Cannot use ${options.what} ${options.path}: ${reasonOf(cause)}`;
      throw new WeirError('INVALID_CONFIG', problem, { cause });
    }
  }

  get value(): Value {
    return this.#value;
  }

  /** Calls the listener after each change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Looks at it no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#reading;
  }

  #schedule(): void {
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimer(intervalMs, () => {
      this.#reading = this.#lookAgain();
    });
  }

  async #lookAgain(): Promise<void> {
    await this.#look();
    this.#schedule();
  }

  async #look(): Promise<void> {
    const { path, what, parse, logger } = this.#options;
    try {
      const text = await readSmall(path);
      this.#lastProblem = '';
      if (text === this.#text) return;
      this.#text = text;
      this.#value = parse(text);
      logger.info({ path }, `Read again: ${what} has changed`);
      for (const listener of this.#listeners) listener();
    } catch (error) {
      const problem = reasonOf(error);
      // A file that stays broken is reported once.
      if (problem !== this.#lastProblem) {
        logger.error({ path, reason: problem }, `Cannot use ${what}: what it said last holds`);
      }
      this.#lastProblem = problem;
    }
  }
}

async function readSmall(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > maxBytes) throw new Error(`it has ${size} bytes; the limit is ${maxBytes}`);
  return readFile(path, 'utf8');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
