import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ColdClientOrder, ColdClientReport } from './cold-client-messages.ts';

const main = join(import.meta.dirname, 'cold-client-main.ts');

/** A client process that waits to be told where the servers are. */
export class ColdClient implements Disposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts the process; resolves when it has loaded its modules. */
  static async start(signal: AbortSignal): Promise<ColdClient> {
    const child = fork(main, { signal });
    await nextMessage(child);
    return new ColdClient(child);
  }

  /** Lets it send; resolves when a record is acknowledged. Rejects when the process ends without. */
  async sendFirst(order: ColdClientOrder): Promise<ColdClientReport> {
    const report = nextMessage(this.#child);
    this.#child.send(order);
    return (await report) as ColdClientReport;
  }

  /** Ends the process. */
  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const exited = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`The client ended with ${String(code)}`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message'), exited])) as unknown[];
    return message;
  } finally {
    ended.abort();
    exited.catch(() => undefined);
  }
}
