import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PeerName } from './peer-name.ts';

/** A request to the driver: `do` names one of its commands, the rest are that command's arguments. */
export interface PeerCommand {
  readonly do: string;
  readonly [argument: string]: unknown;
}

type Reply = { readonly answer: unknown } | { readonly error: string };

/** Of what the driver wrote to standard error, for the message when it ends. */
const keptErrorCharacters = 4_000;

/**
 * A peer's driver as a process of its own, `peer-session.py`: a line of JSON in, a line of JSON out. All
 * that it started ends when its standard input is closed, so also when this process dies.
 */
export class PeerSession implements AsyncDisposable {
  readonly #peer: PeerName;
  readonly #signal: AbortSignal;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<void>;
  readonly #aborted: Promise<never>;
  #errors = '';

  /** Starts the driver that is in a directory. */
  constructor(peer: PeerName, directory: string, signal: AbortSignal) {
    this.#peer = peer;
    this.#signal = signal;
    this.#aborted = whenAborted(signal);
    this.#aborted.catch(() => undefined);
    const script = join(import.meta.dirname, 'peer-session.py');
    this.#child = spawn('python3', [script, directory, peer]);
    this.#exited = new Promise((resolve) => {
      for (const event of ['close', 'error']) this.#child.once(event, () => resolve());
    });
    // A driver that is gone shows when its answer is missing.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = `${this.#errors}${text}`.slice(-keptErrorCharacters);
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Sends a command and waits for its answer; one at a time. Throws what the driver reports. */
  async ask<Answer>(command: PeerCommand): Promise<Answer> {
    this.#signal.throwIfAborted();
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const line = await Promise.race([this.#lines.next(), this.#aborted]);
    if (line.done === true) {
      throw new Error(
        `The driver of ${this.#peer} has ended. It needs python3 and what the README of its ` +
          `directory names.\n${this.#errors}`,
      );
    }
    const reply = JSON.parse(line.value) as Reply;
    if ('error' in reply) throw new Error(`${this.#peer}, ${command.do}: ${reply.error}`);
    return reply.answer as Answer;
  }

  /** Lets the driver stop its servers, and waits for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    await this.#exited;
  }
}

async function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
