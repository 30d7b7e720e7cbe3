import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type JsonObject, toText } from './json-value.ts';

/** How to run a program. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The longest that a driver may take for one command. */
const answerTimeoutMs = 60_000;
const maxLogCharacters = 4_000;

/**
 * A driver: a process that reads one JSON command a line and answers each with one line.
 *
 * Invariants:
 *   - One command is under way at a time.
 */
export class DriverProcess implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<void>;
  #log = '';

  constructor({ command, args, env }: Program) {
    this.#child = spawn(command, args, { stdio: 'pipe', env: { ...process.env, ...env } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log = `${this.#log}${text}`.slice(-maxLogCharacters);
    });
    this.#child.stdin.on('error', () => {
      // The driver is gone: its missing answer tells.
    });
    this.#closed = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#log += error.message;
        resolve();
      });
      this.#child.once('close', () => {
        resolve();
      });
    });
  }

  /** Sends a command and waits for its answer; rejects when the driver ends, hangs, or is at fault. */
  async ask(command: JsonObject): Promise<JsonObject> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const timer = setTimeout(() => {
      this.#log += `\nNo answer to ${toText(command['op'])} within ${answerTimeoutMs} ms`;
      this.#child.kill('SIGKILL');
    }, answerTimeoutMs);
    try {
      const line = await Promise.race([this.#lines.next(), this.#closed]);
      if (line === undefined || line.done === true)
        throw new Error(`The driver ended: ${this.#log}`);
      const answer = JSON.parse(line.value) as JsonObject;
      if (answer['fault'] !== undefined) throw new Error(toText(answer['fault']));
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the driver as the end of its input would, and kills it if that does not. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2_000);
    await this.#closed;
    clearTimeout(timer);
  }
}
