import type { ConsumedRecord } from './consumed-record.ts';
import type { Delivery } from './delivery.ts';
import type { GivenBatch } from './given-batch.ts';

/** Gives records one by one; the position moves with each. */
export class RecordIterator implements AsyncIterableIterator<ConsumedRecord, undefined> {
  readonly #delivery: Delivery;
  #batch: GivenBatch | undefined;
  #records: Iterator<ConsumedRecord, undefined> | undefined;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ConsumedRecord, undefined>> {
    this.#batch?.handleGiven();
    const record = this.#nextInBatch();
    return record === undefined
      ? this.#nextBatch()
      : Promise.resolve({ done: false, value: record });
  }

  async return(): Promise<IteratorResult<ConsumedRecord, undefined>> {
    this.#batch = undefined;
    this.#delivery.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  async #nextBatch(): Promise<IteratorResult<ConsumedRecord, undefined>> {
    for (;;) {
      this.#batch = await this.#delivery.next();
      if (this.#batch === undefined) return { done: true, value: undefined };
      this.#records = this.#batch.iterate();
      const record = this.#nextInBatch();
      if (record !== undefined) return { done: false, value: record };
    }
  }

  #nextInBatch(): ConsumedRecord | undefined {
    const batch = this.#batch;
    if (batch === undefined || !this.#delivery.mayGoOn(batch)) return undefined;
    const { value } = this.#records?.next() ?? { value: undefined };
    if (value === undefined) return undefined;
    batch.reader.give(value.offset + 1, batch.leaderEpoch);
    return value;
  }
}
