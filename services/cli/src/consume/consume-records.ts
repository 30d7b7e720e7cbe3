import type { ConsumedBatch, ConsumedRecord, Consumer } from '@weir/client';
import { InputError } from '../exit-code.ts';
import { IdleTimeout } from './idle-timeout.ts';
import type { RecordWriter } from './record-writer.ts';

/** What is done with records, and when it ends. */
export interface ConsumeRecordsOptions {
  /** Ends it after the batch in hand. */
  readonly signal: AbortSignal;
  /** Aborts when nobody takes what is written: what is in hand counts as not read. */
  readonly closed: AbortSignal;
  readonly untilEnd: boolean;
  readonly maxRecords: number;
  /** Ends it when no record came for so long; never by default. */
  readonly idleTimeoutMs: number | undefined;
  /** Throws an `InputError` at the first record without a key. */
  readonly requiresKey: boolean;
}

/** The part of a consumer that reading needs. */
export type RecordConsumer = Pick<Consumer, 'batches' | 'assignment' | 'seek'>;

interface Taken {
  readonly count: number;
  /** Next offset to read. */
  readonly nextOffset: number;
  readonly keyless: ConsumedRecord | undefined;
}

/**
 * Writes records until it is to end. Leaves the consumer standing behind the last record written, so
 * that what its commit at the close says is what has been written, no more and no less.
 *
 * Tests: `consume-records.test.ts`.
 */
export async function consumeRecords(
  consumer: RecordConsumer,
  writer: RecordWriter,
  options: ConsumeRecordsOptions,
): Promise<void> {
  using idle = new IdleTimeout(options.idleTimeoutMs);
  const signal = AbortSignal.any([options.signal, options.closed, idle.signal]);
  let left = options.maxRecords;
  for await (const batch of consumer.batches({ signal, untilEnd: options.untilEnd })) {
    const { count, nextOffset, keyless } = take(batch, left, writer, options.requiresKey);
    await flushOrRewind(consumer, batch, writer);
    if (options.closed.aborted) {
      rewind(consumer, batch, batch.firstOffset);
      return;
    }
    left -= count;
    if (keyless !== undefined || left === 0) rewind(consumer, batch, nextOffset);
    if (keyless !== undefined) throw noKey(keyless);
    if (left === 0) return;
    idle.note();
  }
}

function take(
  batch: ConsumedBatch,
  maxRecords: number,
  writer: RecordWriter,
  requiresKey: boolean,
): Taken {
  let count = 0;
  let nextOffset = batch.firstOffset;
  for (const record of batch.records) {
    if (requiresKey && record.key === null) return { count, nextOffset, keyless: record };
    writer.add(record);
    count += 1;
    nextOffset = record.offset + 1;
    if (count === maxRecords) break;
  }
  return { count, nextOffset, keyless: undefined };
}

async function flushOrRewind(
  consumer: RecordConsumer,
  batch: ConsumedBatch,
  writer: RecordWriter,
): Promise<void> {
  try {
    await writer.flush();
  } catch (error) {
    rewind(consumer, batch, batch.firstOffset);
    throw error;
  }
}

/** Sets the consumer back; a partition that was taken away meanwhile is another's to read. */
function rewind(
  consumer: RecordConsumer,
  { topic, partition }: ConsumedBatch,
  offset: number,
): void {
  const isHeld = consumer
    .assignment()
    .some((held) => held.topic === topic && held.partition === partition);
  if (isHeld) consumer.seek({ topic, partition, offset });
}

function noKey({ topic, partition, offset }: ConsumedRecord): InputError {
  return new InputError(
    `Record ${topic}/${partition} at offset ${offset} has no key: leave out --keyed to read it`,
  );
}
