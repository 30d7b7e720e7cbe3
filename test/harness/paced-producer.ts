import type { Producer } from '@weir/client';
import { toWeirError } from '@weir/core';
import { longestGapMs } from './longest-gap.ts';

/** What a paced producer sends, and how often. */
export interface PacedProducerOptions {
  readonly producer: Producer;
  readonly topic: string;
  /** Values start with it: it is unique among the producers of a topic. */
  readonly name: string;
  readonly intervalMs: number;
  /** Records go round these keys; without them they have none. */
  readonly keys?: readonly string[];
}

/** A record that was sent; its value is unique. */
export interface SentRecord {
  readonly key: string | undefined;
  readonly value: string;
}

/** A record that was acknowledged, and the instant of it on the clock of `performance.now()`. */
export interface Acknowledgement extends SentRecord {
  readonly partition: number;
  readonly offset: number;
  readonly atMs: number;
}

/** A record that failed for good. */
export interface Refusal extends SentRecord {
  readonly code: string;
  readonly message: string;
}

/**
 * Sends one record each interval, however long the answers take, and remembers every outcome.
 *
 * Invariants:
 *   - Every record of `sent` ends in `acknowledged` or in `refused` once `stop` has resolved.
 */
export class PacedProducer implements Disposable {
  readonly sent: SentRecord[] = [];
  /** In the order in which the acknowledgements came. */
  readonly acknowledged: Acknowledgement[] = [];
  readonly refused: Refusal[] = [];
  readonly #options: PacedProducerOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PacedProducerOptions) {
    this.#options = options;
  }

  get topic(): string {
    return this.#options.topic;
  }

  start(): void {
    this.#timer = setInterval(() => {
      void this.#sendOne();
    }, this.#options.intervalMs);
  }

  /** Sends no more, and resolves when every record is answered. */
  async stop(): Promise<void> {
    this[Symbol.dispose]();
    await this.#options.producer.flush();
  }

  /** Sends no more, and waits for nothing. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** The longest time without an acknowledgement that touches `fromMs` to `toMs`. */
  longestGapMs(fromMs: number, toMs: number): number {
    const instantsMs = this.acknowledged.map(({ atMs }) => atMs);
    return longestGapMs(instantsMs, fromMs, toMs);
  }

  /** How many acknowledgements came after an instant. */
  acknowledgedSince(instantMs: number): number {
    return this.acknowledged.length - this.acknowledged.findLastIndex(isBefore(instantMs)) - 1;
  }

  async #sendOne(): Promise<void> {
    const { producer, topic, name, keys } = this.#options;
    const index = this.sent.length;
    const record = { key: keys?.[index % keys.length], value: `${name}-${index}` };
    this.sent.push(record);
    try {
      const { partition, offset } = await producer.send({
        topic,
        value: record.value,
        ...(record.key === undefined ? undefined : { key: record.key }),
      });
      this.acknowledged.push({ ...record, partition, offset, atMs: performance.now() });
    } catch (error) {
      const { code, message } = toWeirError(error);
      this.refused.push({ ...record, code, message });
    }
  }
}

function isBefore(instantMs: number): (acknowledgement: Acknowledgement) => boolean {
  return ({ atMs }) => atMs <= instantMs;
}
