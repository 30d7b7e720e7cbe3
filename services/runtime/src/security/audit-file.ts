import { appendFile } from 'node:fs/promises';
import type { Logger } from '../logger.ts';

/** How many lines may wait for the disk. */
const maxWaitingLines = 10_000;

/**
 * A file that lines are appended to in order. It is opened for each append, so that one that was renamed
 * away is followed by a new one of the old name. What the disk does not take is left out and counted.
 */
export class AuditFile {
  readonly #path: string;
  readonly #logger: Logger;
  #waiting: string[] = [];
  #lost = 0;
  #writing: Promise<void> | undefined;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** Appends a line without its end, soon. */
  append(line: string): void {
    if (this.#waiting.length >= maxWaitingLines) this.#lost += 1;
    else this.#waiting.push(line);
    this.#writing ??= this.#write();
  }

  /** Resolves when what was appended is in the file, or given up. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        await appendFile(this.#path, `${lines.join('\n')}\n`, { mode: 0o600 });
        this.#reportLost();
      } catch (error) {
        if (this.#lost === 0) {
          this.#logger.error({ err: error, path: this.#path }, 'Cannot write the audit file');
        }
        this.#lost += lines.length;
      }
    }
    this.#writing = undefined;
  }

  #reportLost(): void {
    if (this.#lost === 0) return;
    this.#logger.error({ path: this.#path, lines: this.#lost }, 'The audit file lacks lines');
    this.#lost = 0;
  }
}
