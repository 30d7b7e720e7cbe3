import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import type { SeenRecord } from './history.ts';
import { type CommandResult, untilEnd } from './run-command.ts';

/** The program `weir` of this checkout, a script of Node. */
export const weirLauncher = join(
  import.meta.dirname,
  '..',
  '..',
  'services',
  'cli',
  'bin',
  'weir.js',
);

/** Starts `weir` as a process of its own. */
export function startCli(args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [weirLauncher, ...args], { stdio: 'pipe' });
}

/** Runs `weir` to its end, with `input` as standard input. */
export async function runCli(args: readonly string[], input = ''): Promise<CommandResult> {
  return untilEnd(startCli(args), input);
}

/** A `weir consume -o json` that runs until it is stopped, and what it has printed so far. */
export class CliConsumer {
  readonly records: SeenRecord[] = [];
  readonly process: ChildProcessWithoutNullStreams;
  stderr = '';
  readonly #closed: Promise<void>;

  constructor(args: readonly string[]) {
    this.process = startCli(['consume', '-o', 'json', ...args]);
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // A process that is killed may leave half a line.
    let text = '';
    this.process.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${text}${chunk}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.records.push(JSON.parse(line) as SeenRecord);
    });
    this.#closed = new Promise((resolve) => {
      this.process.once('close', () => {
        resolve();
      });
    });
  }

  /** Sends the signal and waits for the end of the process and of its output. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    this.process.kill(signal);
    await this.#closed;
  }

  async closed(): Promise<void> {
    await this.#closed;
  }
}
