import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { bufferFlags } from '@weir/runtime';
import { scriptArgs } from '../../harness/child-process.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { LoadReport } from '../load/load-report.ts';

const loadDirectory = join(import.meta.dirname, '..', 'load');

/** How a load generator is run, and when it is ended. */
export interface LoadSetting {
  readonly nodeArgs: readonly string[];
  readonly signal: AbortSignal;
}

/** A load generator, `load/NAME-main.ts`, as a process of its own. */
export class LoadProcess {
  readonly #name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  readonly #spoke = Promise.withResolvers<void>();
  #output = '';
  #errors = '';

  constructor(name: string, options: LoadOptions, { nodeArgs, signal }: LoadSetting) {
    this.#name = name;
    const main = join(loadDirectory, `${name}-main.ts`);
    // As the client's README advises for a process that moves hundreds of MB/s.
    const args = [...bufferFlags, ...scriptArgs(main, nodeArgs), JSON.stringify(options)];
    const child = spawn(process.execPath, args, { signal });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#spoke.resolve();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    this.#ended.catch(() => undefined);
  }

  /** Resolves when it has printed something, or has ended. */
  async whenReady(): Promise<void> {
    await Promise.race([this.#spoke.promise, this.#ended]);
  }

  /** Lets one that waits for it begin. */
  go(): void {
    this.#child.stdin.write('\n');
  }

  /** What it reports at its end. Throws when it failed. */
  async report(): Promise<LoadReport> {
    this.#child.stdin.end();
    const code = await this.#ended;
    if (code !== 0) throw new Error(`The load ${this.#name} ended with ${code}:\n${this.#errors}`);
    const lines = this.#output.trimEnd().split('\n');
    return JSON.parse(lines.at(-1) ?? '') as LoadReport;
  }
}
