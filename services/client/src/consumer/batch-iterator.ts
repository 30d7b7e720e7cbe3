import type { ConsumedBatch } from './consumed-batch.ts';
import type { ConsumerCore } from './consumer-core.ts';

/** Gives batches until the consumer, the signal, or the end of what is there ends it. */
export class BatchIterator implements AsyncIterableIterator<ConsumedBatch, undefined> {
  readonly #core: ConsumerCore;

  constructor(core: ConsumerCore) {
    this.#core = core;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ConsumedBatch, undefined>> {
    const batch = await this.#core.nextBatch();
    if (batch === undefined) return { done: true, value: undefined };
    batch.reader.give(batch.lastOffset + 1, batch.leaderEpoch);
    return { done: false, value: batch };
  }

  async return(): Promise<IteratorResult<ConsumedBatch, undefined>> {
    this.#core.endIteration();
    return Promise.resolve({ done: true, value: undefined });
  }
}
