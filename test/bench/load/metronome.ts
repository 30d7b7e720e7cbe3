import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { scriptArgs } from '../../harness/child-process.ts';
import { readProcessUsage } from '../contest/process-usage.ts';

/** When its beats come, by `machineNowMs`. */
export interface MetronomeOptions {
  readonly startAtMs: number;
  readonly intervalMs: number;
  readonly beats: number;
  /** Called after one beat or several. */
  readonly onBeat: () => void;
}

/** Even beats for a load at a fixed rate, from a process that sleeps in between. */
export class Metronome implements Disposable {
  readonly #child: ChildProcessWithoutNullStreams;

  constructor({ startAtMs, intervalMs, beats, onBeat }: MetronomeOptions) {
    const main = join(import.meta.dirname, 'metronome-main.ts');
    this.#child = spawn(process.execPath, [
      ...scriptArgs(main),
      ...[startAtMs, intervalMs, beats].map(String),
    ]);
    this.#child.stdout.on('data', onBeat);
  }

  /** CPU seconds that it has used. */
  async cpuSeconds(): Promise<number> {
    return (await readProcessUsage(this.#child.pid ?? 0)).cpuSeconds;
  }

  [Symbol.dispose](): void {
    this.#child.stdin.end();
  }
}
