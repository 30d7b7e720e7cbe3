import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { machineNowMs } from '../machine-clock.ts';
import type { MemberCommand, MemberReport } from './member-messages.ts';

/** Where it connects to, and who hears its reports. */
export interface MemberProcessOptions {
  readonly name: string;
  readonly bootstrap: readonly string[];
  /** What it writes to standard error. */
  readonly logFile: string;
  readonly onReport: (report: MemberReport) => void;
}

/** A process of group members, which can be killed. Instants are of `machineNowMs`. */
export class MemberProcess implements AsyncDisposable {
  readonly name: string;
  readonly spawnedAtMs = machineNowMs();
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<number>();
  readonly #closed: Promise<void>;

  constructor({ name, bootstrap, logFile, onReport }: MemberProcessOptions) {
    this.name = name;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    this.#child = fork(join(import.meta.dirname, 'member-main.ts'), [...bootstrap], {
      stdio: ['ignore', 'pipe', log, 'ipc'],
    });
    closeSync(log);
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#ready.reject(new Error(`${name} has ended, see ${logFile}`));
        resolve();
      });
    });
    this.#ready.promise.catch(() => undefined);
    // A process that is killed may leave half a line.
    let text = '';
    this.#child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${text}${chunk}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const report = JSON.parse(line) as MemberReport;
        if (report.kind === 'ready') this.#ready.resolve(report.atMs);
        onReport(report);
      }
    });
  }

  /** Resolves with the instant at which all its modules were loaded. */
  async whenReady(): Promise<number> {
    return this.#ready.promise;
  }

  send(command: MemberCommand): void {
    this.#child.send(command);
  }

  /** Kills it with SIGKILL; resolves with the instant of that once all its output is read. */
  async kill(): Promise<number> {
    const atMs = machineNowMs();
    this.#child.kill('SIGKILL');
    await this.#closed;
    return atMs;
  }

  /** Closes its consumers; resolves when it has ended and all its output is read. */
  async leave(): Promise<void> {
    if (this.#child.connected) this.send({ kind: 'leave' });
    await this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
