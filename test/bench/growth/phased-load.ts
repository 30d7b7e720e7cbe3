import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PhasedLoadOptions, PhasedLoadReport } from './phased-load-messages.ts';

/** The loads that run in phases. */
export type PhasedLoadKind = 'produce' | 'consume';

/**
 * A load in a process of its own that connects first, and works only when it is told: what servers
 * spend on new connections is not counted.
 */
export class PhasedLoad implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts the process; resolves when all its clients are connected. */
  static async connect(
    kind: PhasedLoadKind,
    options: PhasedLoadOptions,
    signal: AbortSignal,
  ): Promise<PhasedLoad> {
    const main = join(import.meta.dirname, `${kind}-phases-main.ts`);
    const child = fork(main, [JSON.stringify(options)], { signal });
    const load = new PhasedLoad(child);
    await load.#next();
    return load;
  }

  /** Lets it work; resolves when all its records are acknowledged, or received. */
  async work(): Promise<PhasedLoadReport> {
    const report = this.#next();
    this.#child.send('work');
    return (await report) as PhasedLoadReport;
  }

  /** Lets it close its connections, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await exited;
  }

  async #next(): Promise<unknown> {
    const waiting = new AbortController();
    const options = { signal: waiting.signal };
    const exited = once(this.#child, 'exit', options).then(([code]) => {
      throw new Error(`The load ended with ${String(code)}`);
    });
    try {
      const [message] = (await Promise.race([
        once(this.#child, 'message', options),
        exited,
      ])) as unknown[];
      return message;
    } finally {
      waiting.abort();
      exited.catch(() => undefined);
    }
  }
}
