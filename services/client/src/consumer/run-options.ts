import { WeirError } from '@weir/core';
import type { ConsumedBatch } from './consumed-batch.ts';
import type { ConsumedRecord } from './consumed-record.ts';
import type { IterateOptions } from './consumer-options.ts';

/** What a handler of records is told beside the record. */
export interface RecordContext {
  /** Aborts when the partition is taken away: what is not committed yet will be read by another. */
  readonly signal: AbortSignal;
}

/** What is handled one after the other: the records of a partition, or those of a key of it. */
export type RunOrder = 'partition' | 'key';

/** How handlers are run, whatever they are called with. */
export interface RunLimits extends IterateOptions {
  /** Handlers that run at the same time, of all partitions together; 1 by default, 10,000 at most. */
  readonly concurrency?: number;
}

/** Runs a handler for each record. */
export interface RecordRun extends RunLimits {
  readonly eachRecord: (record: ConsumedRecord, context: RecordContext) => void | Promise<void>;
  readonly eachBatch?: never;
  /**
   * `partition` by default. With `key`, records of a partition with different keys may be handled at
   * the same time; those without a key count as independent of each other.
   */
  readonly order?: RunOrder;
}

/** Runs a handler for each batch, those of a partition one after the other. */
export interface BatchRun extends RunLimits {
  readonly eachBatch: (batch: ConsumedBatch) => void | Promise<void>;
  readonly eachRecord?: never;
  readonly order?: 'partition';
}

/** What to run, and how. */
export type RunOptions = RecordRun | BatchRun;

const maxConcurrency = 10_000;

/** Throws one `INVALID_REQUEST` that lists everything that is wrong. */
export function checkRunOptions({ eachRecord, eachBatch, order, concurrency }: RunOptions): void {
  const problems: string[] = [];
  if ((eachRecord === undefined) === (eachBatch === undefined)) {
    problems.push('give one of eachRecord and eachBatch');
  }
  if (order !== undefined && order !== 'partition' && order !== 'key') {
    problems.push(`order ${String(order)} is neither partition nor key`);
  }
  if (eachBatch !== undefined && (order as RunOrder | undefined) === 'key') {
    problems.push('order key needs eachRecord');
  }
  const isFine =
    concurrency === undefined ||
    (Number.isSafeInteger(concurrency) && concurrency >= 1 && concurrency <= maxConcurrency);
  if (!isFine) {
    problems.push(`concurrency ${concurrency} is not an integer from 1 to ${maxConcurrency}`);
  }
  if (problems.length > 0) throw new WeirError('INVALID_REQUEST', problems.join('; '));
}
