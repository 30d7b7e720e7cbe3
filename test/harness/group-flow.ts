import type { Producer, Weir } from '@weir/client';
import { findLost } from './checkers/no-loss.ts';
import { eventually } from './eventually.ts';
import { GroupReader } from './group-reader.ts';
import { PacedProducer } from './paced-producer.ts';

/** A producer at a fixed pace, and a group of one that reads what it sends; the topic names both. */
export class GroupFlow implements AsyncDisposable {
  readonly seen: string[] = [];
  readonly reader: GroupReader;
  readonly producer: PacedProducer;
  readonly #client: Producer;

  /** Starts both, on a topic that exists. */
  constructor(weir: Weir, topic: string, intervalMs: number) {
    this.reader = new GroupReader(weir, {
      consumer: { groupId: topic, topics: [topic] },
      onRecord: ({ value }) => this.seen.push(value ?? ''),
    });
    this.#client = weir.producer();
    this.producer = new PacedProducer({ producer: this.#client, topic, name: topic, intervalMs });
    this.producer.start();
  }

  get acknowledged(): number {
    return this.producer.acknowledged.length;
  }

  /** Sends no more; resolves when all that was acknowledged has been read. */
  async drain(): Promise<void> {
    await this.producer.stop();
    const values = this.producer.acknowledged.map(({ value }) => value);
    await eventually(() => findLost(values, this.seen).length === 0, { what: 'All is given' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.producer[Symbol.dispose]();
    await this.reader.stop();
    await this.#client[Symbol.asyncDispose]();
  }
}
