import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess, scriptArgs } from './child-process.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

const main = join(import.meta.dirname, '..', '..', 'services', 'standalone', 'src', 'main.ts');

/** Where a standalone system of the harness lives. */
export interface StandaloneProcessOptions {
  readonly directory: string;
  readonly port?: number;
  /** Further flags. */
  readonly args?: readonly string[];
}

/** The standalone system as a process of its own, as `npm start` runs it. */
export class StandaloneProcess {
  readonly process: ChildProcess;
  readonly address: string;
  /** Where its metrics and probes are. */
  readonly opsAddress: string;
  #starts = 0;

  private constructor(options: StandaloneProcessOptions, port: number, opsPort: number) {
    const { directory, args = [] } = options;
    this.address = `127.0.0.1:${port}`;
    this.opsAddress = `127.0.0.1:${opsPort}`;
    this.process = new ChildProcess({
      name: 'standalone',
      command: process.execPath,
      logFile: join(directory, 'standalone.log'),
      args: [
        ...scriptArgs(main),
        ...['--port', `${port}`, '--ops-port', `${opsPort}`],
        ...['--data-dir', join(directory, 'data')],
        ...args,
      ],
    });
  }

  /** Plans the process on a free range of ports; `start` runs it. */
  static async create(options: StandaloneProcessOptions): Promise<StandaloneProcess> {
    const port = options.port ?? (await freePort(5));
    return new StandaloneProcess(options, port, await freePort());
  }

  /** Starts the process and waits for the line that says it is ready. */
  async start(): Promise<void> {
    this.#starts += 1;
    this.process.start();
    await eventually(() => this.#isReady(), { timeoutMs: 60_000, what: 'The standalone system' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
  }

  #isReady(): boolean {
    const output = readFileSync(this.process.command.logFile, 'utf8');
    if (!this.process.isRunning) throw new Error(`The standalone system ended:\n${output}`);
    return output.split('Weir is ready').length - 1 >= this.#starts;
  }
}
