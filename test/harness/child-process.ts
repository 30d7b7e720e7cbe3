import { type ChildProcess as NodeChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const launchers = join(import.meta.dirname, '..', '..', 'deploy', 'local');
const prepareProcess = join(launchers, 'prepare-process.mjs');
const flagsFile = join(launchers, 'node-flags.json');

/** The arguments that run a script of Weir under Node as its launchers do. */
export function scriptArgs(script: string, nodeArgs: readonly string[] = []): string[] {
  const flags = JSON.parse(readFileSync(flagsFile, 'utf8')) as string[];
  return [...flags, '--import', prepareProcess, ...nodeArgs, script];
}

/** How a process is started, and started again. */
export interface ChildCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Both outputs are appended to this file. */
  readonly logFile: string;
}

/**
 * One process that the harness started: it can be killed, paused and started again.
 *
 * Invariants:
 *   - Signals go only to the process that this object started, while it runs.
 */
export class ChildProcess {
  readonly command: ChildCommand;
  #child: NodeChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();

  constructor(command: ChildCommand) {
    this.command = command;
  }

  get name(): string {
    return this.command.name;
  }

  get pid(): number | undefined {
    return this.isRunning ? this.#child?.pid : undefined;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts it, with further arguments for this time. */
  start(moreArgs: readonly string[] = []): void {
    if (this.isRunning) throw new Error(`${this.name} runs already, pid ${this.pid}`);
    mkdirSync(dirname(this.command.logFile), { recursive: true });
    const log = openSync(this.command.logFile, 'a');
    const child = spawn(this.command.command, [...this.command.args, ...moreArgs], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.once('error', () => {
        resolve();
      });
    });
  }

  /** Sends a signal, SIGKILL by default, and does not wait. */
  signal(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.isRunning) this.#child?.kill(signal);
  }

  /** Kills the process and waits until it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.signal(signal);
    await this.#exited;
  }

  /** Sends a signal, waits until the process is gone, and tells how it ended. */
  async end(
    signal: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
    await this.kill(signal);
    return { code: this.#child?.exitCode ?? null, signal: this.#child?.signalCode ?? null };
  }

  /** Asks the process to stop; kills it when it has not after `graceMs`. */
  async stop(graceMs = 15_000): Promise<void> {
    if (!this.isRunning) return;
    const timer = setTimeout(() => {
      this.signal('SIGKILL');
    }, graceMs);
    await this.kill('SIGTERM');
    clearTimeout(timer);
  }

  /** Resolves when the process has ended. */
  async exited(): Promise<void> {
    await this.#exited;
  }

  /** The last lines of the process' output, for an error message. */
  logTail(lines = 20): string {
    return readFileSync(this.command.logFile, 'utf8').split('\n').slice(-lines).join('\n');
  }
}
