import type { Writable } from 'node:stream';

/**
 * The only place of the command line that writes to the console: results on standard output, notes
 * for the person at the terminal on standard error.
 *
 * Invariants:
 *   - A reader that has gone, as `head` does, is no failure: there is nobody to write for.
 *   - Any other failure of standard output is told by the next `write` or by `finish`.
 * Tests: `output.test.ts`.
 */
export class Output {
  readonly #results: Writable;
  readonly #notes: Writable;
  readonly #closed = new AbortController();
  #failure: Error | undefined;

  constructor(results: Writable, notes: Writable) {
    this.#results = results;
    this.#notes = notes;
    results.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') this.#closed.abort();
      else this.#failure ??= error;
    });
    notes.on('error', () => {
      // Nobody hears why: the exit code still tells.
    });
  }

  /** Whether a person looks at the results as they come. */
  get isTerminal(): boolean {
    return 'isTTY' in this.#results && this.#results.isTTY === true;
  }

  /** Aborts when nobody reads standard output any more. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** One line of results. */
  line(text: string): void {
    if (!this.closed.aborted) this.#results.write(`${text}\n`);
  }

  /** A note for the person at the terminal. */
  note(text: string): void {
    this.#notes.write(`${text}\n`);
  }

  /** Resolves when the text has been handed to the operating system, or nobody wants it. */
  async write(text: string, encoding: BufferEncoding): Promise<void> {
    if (this.closed.aborted) return;
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
      this.#results.write(text, encoding, resolve);
    });
    if (error?.code === 'EPIPE') this.#closed.abort();
    else if (error !== null && error !== undefined) this.#failure ??= error;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when all results have left; throws what kept them. */
  async finish(): Promise<void> {
    await this.write('', 'utf8');
  }
}

/** The console of this process. */
export const output = new Output(process.stdout, process.stderr);
