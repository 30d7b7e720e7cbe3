import type { DeliveryListener } from '@weir/client';
import type { WeirError } from '@weir/core';
import type { PublishRecord } from '@weir/protos';
import type { PublishJob } from './publish-job.ts';
import type { SequenceTable } from './sequence-table.ts';

/** A record and the partition that it goes to. */
export interface PostedRecord {
  /** In its request. */
  readonly index: number;
  readonly partition: number;
  /** `topic/partition`. */
  readonly place: string;
  readonly record: PublishRecord;
}

/** What becomes of a named publisher's records in one attempt. */
export class NamedDelivery implements DeliveryListener {
  readonly #job: PublishJob;
  readonly #table: SequenceTable;
  readonly #places = new Map<number, PostedRecord>();
  #done: (() => void) | undefined;
  #expected = 0;
  /** Of the first record that failed. */
  error: WeirError | undefined;

  constructor(job: PublishJob, table: SequenceTable) {
    this.#job = job;
    this.#table = table;
  }

  get isDone(): boolean {
    return this.#expected === 0;
  }

  expect(posted: PostedRecord): void {
    this.#places.set(posted.index, posted);
    this.#expected += 1;
  }

  whenDone(): Promise<void> {
    if (this.isDone) return Promise.resolve();
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  delivered(firstToken: number, count: number, partition: number, baseOffset: number): void {
    const last = this.#places.get(firstToken + count - 1);
    if (last !== undefined) {
      const offset = baseOffset < 0 ? -1 : baseOffset + count - 1;
      this.#table.written(last.place, last.record.sequence ?? 0, offset);
    }
    this.#job.delivered(firstToken, count, partition, baseOffset);
    this.#answered(count);
  }

  failed(firstToken: number, count: number, _partition: number, error: WeirError): void {
    this.error ??= error;
    this.#job.returned(firstToken, count);
    this.#answered(count);
  }

  #answered(count: number): void {
    this.#expected -= count;
    if (this.isDone) this.#done?.();
  }
}
