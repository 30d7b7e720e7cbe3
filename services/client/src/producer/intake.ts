import { toWeirError, WeirError } from '@weir/core';
import type { BufferBudget } from './buffer-budget.ts';
import type { PendingSend } from './produce-batch.ts';
import type { ProducerRecord } from './producer-record.ts';

interface WaitingSend {
  readonly record: ProducerRecord;
  readonly send: PendingSend;
}

/** How records get from the line into batches. */
export interface IntakeOptions {
  readonly budget: BufferBudget;
  /** Resolves when the topic's queues are there. */
  readonly load: (topic: string) => Promise<void>;
  /** Appends a record whose topic is loaded; throws when it cannot be taken. */
  readonly append: (record: ProducerRecord, send: PendingSend) => void;
}

const maxWaiting = 100_000;

/**
 * The line of records that could not be appended at once: their topic is not known yet, the buffer
 * is full, or others stand in front of them.
 *
 * Invariants:
 *   - Records are appended in the order in which they were sent.
 *   - At most 100,000 wait; then `BUFFER_EXHAUSTED`.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #waiting: WaitingSend[] = [];
  #head = 0;
  #running: Promise<void> | undefined;
  #closedBy: WeirError | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Whether nobody waits. */
  get isIdle(): boolean {
    return this.#running === undefined;
  }

  /** Takes a record into the line. */
  enqueue(record: ProducerRecord, send: PendingSend): void {
    if (this.#closedBy !== undefined) {
      send.reject(this.#closedBy);
      return;
    }
    if (this.#waiting.length - this.#head >= maxWaiting) {
      send.reject(
        new WeirError(
          'BUFFER_EXHAUSTED',
          `${maxWaiting} records wait for room in the buffer: await send, or use sendMany`,
        ),
      );
      return;
    }
    this.#waiting.push({ record, send });
    this.#running ??= this.#run();
  }

  /** Resolves when the line is empty. */
  async whenIdle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Rejects those who wait and those who come. */
  close(error: WeirError): void {
    this.#closedBy = error;
    for (const { send } of this.#waiting.slice(this.#head)) send.reject(error);
    this.#waiting = [];
    this.#head = 0;
  }

  async #run(): Promise<void> {
    for (let next = this.#shift(); next !== undefined; next = this.#shift()) {
      const { record, send } = next;
      try {
        await this.#options.load(record.topic);
        await this.#options.budget.room();
        this.#options.append(record, send);
      } catch (error) {
        send.reject(toWeirError(error));
      }
      this.#options.budget.passOn();
    }
    this.#running = undefined;
  }

  #shift(): WaitingSend | undefined {
    const next = this.#waiting[this.#head];
    if (next === undefined) {
      this.#waiting = [];
      this.#head = 0;
      return undefined;
    }
    this.#head += 1;
    if (this.#head < 4_096) return next;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
    return next;
  }
}
