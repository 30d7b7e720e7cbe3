import type { ConsumedBatch } from './consumed-batch.ts';
import type { Delivery } from './delivery.ts';

/** Gives batches until the consumer, the signal, or the end of what is there ends it. */
export class BatchIterator implements AsyncIterableIterator<ConsumedBatch, undefined> {
  readonly #delivery: Delivery;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ConsumedBatch, undefined>> {
    const batch = await this.#delivery.next();
    if (batch === undefined) return { done: true, value: undefined };
    batch.reader.give(batch.lastOffset + 1, batch.leaderEpoch);
    return { done: false, value: batch };
  }

  async return(): Promise<IteratorResult<ConsumedBatch, undefined>> {
    this.#delivery.end();
    return Promise.resolve({ done: true, value: undefined });
  }
}
