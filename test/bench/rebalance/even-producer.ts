import type { Producer } from '@weir/client';
import { toWeirError } from '@weir/core';
import { machineNowMs } from '../machine-clock.ts';

/** Where the records go, and how many there are in a second over all partitions. */
export interface EvenProducerOptions {
  readonly producer: Producer;
  readonly topic: string;
  readonly partitions: number;
  readonly recordsPerSecond: number;
}

/** A record that was acknowledged; its value is unique in its topic. */
export interface AcknowledgedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

const tickMs = 1;

/**
 * Sends at an even rate, however long the answers take, to one partition after the other. A value
 * is `<partition>-<sequence in it>-<instant of sending>`.
 */
export class EvenProducer implements Disposable {
  readonly acknowledged: AcknowledgedRecord[] = [];
  readonly refused: string[] = [];
  readonly #options: EvenProducerOptions;
  #startedAtMs = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EvenProducerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#startedAtMs = machineNowMs();
    this.#timer = setInterval(() => {
      this.#sendDue();
    }, tickMs);
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

  #sendDue(): void {
    const due = ((machineNowMs() - this.#startedAtMs) / 1_000) * this.#options.recordsPerSecond;
    while (this.#sent < due) {
      void this.#sendOne(this.#sent);
      this.#sent += 1;
    }
  }

  async #sendOne(index: number): Promise<void> {
    const { producer, topic, partitions } = this.#options;
    const partition = index % partitions;
    const value = `${partition}-${Math.floor(index / partitions)}-${machineNowMs().toFixed(3)}`;
    try {
      const { offset } = await producer.send({ topic, partition, value });
      this.acknowledged.push({ topic, partition, offset, value });
    } catch (error) {
      const { code, message } = toWeirError(error);
      this.refused.push(`${value} was refused: ${code}: ${message}`);
    }
  }
}
