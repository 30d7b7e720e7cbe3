import type { WeirError } from '@weir/core';

/** Hears what becomes of records that were posted. Called in the turn of the answer; must not throw. */
export interface DeliveryListener {
  /**
   * The records of tokens `firstToken` to `firstToken + count − 1` stand from `baseOffset` on, one after
   * the other. −1 where the offset is not known, as with acks `none`.
   */
  delivered(firstToken: number, count: number, partition: number, baseOffset: number): void;
  /** These records are given up; the error tells whether they may have been written nevertheless. */
  failed(firstToken: number, count: number, partition: number, error: WeirError): void;
}

/** Records that were posted one after the other by one sender and stand so in one batch. */
export class PostedRun {
  readonly #listener: DeliveryListener;
  readonly #firstToken: number;
  readonly #firstIndex: number;
  #count = 1;

  /** `firstIndex` counts from the batch's first record. */
  constructor(listener: DeliveryListener, firstToken: number, firstIndex: number) {
    this.#listener = listener;
    this.#firstToken = firstToken;
    this.#firstIndex = firstIndex;
  }

  /** Takes a record in if it follows the last one; false if it does not. */
  tryExtend(listener: DeliveryListener, token: number, index: number): boolean {
    const isNext =
      listener === this.#listener &&
      token === this.#firstToken + this.#count &&
      index === this.#firstIndex + this.#count;
    if (isNext) this.#count += 1;
    return isNext;
  }

  /** The batch stands at an offset, −1 when it is not known. */
  acknowledge(partition: number, batchOffset: number): void {
    const baseOffset = batchOffset < 0 ? -1 : batchOffset + this.#firstIndex;
    this.#listener.delivered(this.#firstToken, this.#count, partition, baseOffset);
  }

  /** The batch was given up. */
  fail(partition: number, error: WeirError): void {
    this.#listener.failed(this.#firstToken, this.#count, partition, error);
  }
}
