import { WeirError } from '@weir/client';
import { unlessAborted } from '../command-context.ts';
import { describeFailure, InterruptedError } from '../exit-code.ts';

/** A step that was taken. */
export interface CheckStep {
  readonly name: string;
  readonly durationMs: number;
  /** What it came to, for people; what failed, where `hasFailed`. */
  readonly detail: string;
  readonly hasFailed: boolean;
}

/** What a step does, and how it is told of. */
export interface StepWork<Value> {
  readonly run: () => Promise<Value>;
  readonly tell: (value: Value) => string;
  /** How far it came, for the error when the time is up. */
  readonly progress?: () => string;
}

/** How the steps are run. */
export interface StepLogOptions {
  /** When it began, by `performance.now()`. */
  readonly startedMs: number;
  /** For all steps together. */
  readonly timeoutMs: number;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** Told of each step when it has ended. */
  readonly onStep: (step: CheckStep) => void;
}

/** Runs steps one after another within one deadline, and keeps what each came to. */
export class StepLog {
  readonly steps: CheckStep[] = [];
  readonly #options: StepLogOptions;
  readonly #signal: AbortSignal;

  constructor(options: StepLogOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, AbortSignal.timeout(this.remainingMs)]);
  }

  /** Aborts when the time is up, or at Ctrl-C. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Milliseconds since it began. */
  get durationMs(): number {
    return Math.round(performance.now() - this.#options.startedMs);
  }

  /** What is left of the time, at least 1 ms. */
  get remainingMs(): number {
    return Math.max(1, this.#options.timeoutMs - this.durationMs);
  }

  /** A step that was taken before the others: it has taken all the time until now. */
  note(name: string, detail: string): void {
    this.#add({ name, durationMs: this.durationMs, detail, hasFailed: false });
  }

  /** Takes a step; what it rejects with is told, and thrown. */
  async step<Value>(name: string, work: StepWork<Value>): Promise<Value> {
    const startedMs = performance.now();
    const add = (detail: string, hasFailed: boolean): void => {
      const durationMs = Math.round(performance.now() - startedMs);
      this.#add({ name, durationMs, detail, hasFailed });
    };
    try {
      const value = await unlessAborted(this.#signal, work.run(), () => this.#whyEnded(work));
      add(work.tell(value), false);
      return value;
    } catch (error) {
      add(describeFailure(error).text, true);
      throw error;
    }
  }

  #add(step: CheckStep): void {
    this.steps.push(step);
    this.#options.onStep(step);
  }

  #whyEnded({ progress }: Pick<StepWork<unknown>, 'progress'>): Error {
    if (this.#options.signal.aborted) return new InterruptedError('Interrupted');
    const came = progress === undefined ? '' : `: ${progress()}`;
    const within = `Not done within the ${this.#options.timeoutMs} ms of --timeout-ms`;
    return new WeirError('REQUEST_TIMED_OUT', `${within}${came}`);
  }
}
