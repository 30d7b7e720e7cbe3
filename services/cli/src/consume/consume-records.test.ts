import type { ConsumedBatch, PartitionOffset } from '@weir/client';
import { ConsumedRecord } from '@weir/client';
import { readRecords, RecordBatchBuilder } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import {
  type ConsumeRecordsOptions,
  consumeRecords,
  type RecordConsumer,
} from './consume-records.ts';
import { RecordWriter } from './record-writer.ts';

function batchOf(...keys: (string | null)[]): ConsumedBatch {
  const builder = new RecordBatchBuilder();
  for (const key of keys) builder.append(key, `v-${key}`, undefined, 0);
  const records = [...readRecords(builder.build())].map(
    (record) => new ConsumedRecord('t', 0, record),
  );
  return {
    topic: 't',
    partition: 0,
    firstOffset: 0,
    lastOffset: keys.length - 1,
    recordCount: keys.length,
    sizeBytes: 100,
    highWatermark: keys.length,
    signal: new AbortController().signal,
    records,
    commit: async () => Promise.resolve(),
  };
}

/** Gives its batches, then waits for the signal, as a consumer at the end of its partitions does. */
class BatchFeed implements RecordConsumer {
  readonly seeks: PartitionOffset[] = [];
  isHeld = true;
  readonly #batches: readonly ConsumedBatch[];

  constructor(...batches: ConsumedBatch[]) {
    this.#batches = batches;
  }

  async *batches(
    options: { readonly signal?: AbortSignal; readonly untilEnd?: boolean } = {},
  ): AsyncGenerator<ConsumedBatch, undefined> {
    for (const batch of this.#batches) yield batch;
    if (options.untilEnd === true || options.signal?.aborted === true) return;
    await new Promise((resolve) => {
      options.signal?.addEventListener('abort', resolve, { once: true });
    });
  }

  assignment(): { topic: string; partition: number }[] {
    return this.isHeld ? [{ topic: 't', partition: 0 }] : [];
  }

  seek(place: PartitionOffset): void {
    this.seeks.push(place);
  }
}

class Paper {
  text = '';
  readonly writer: RecordWriter;

  constructor(write = async (_text: string): Promise<void> => Promise.resolve()) {
    this.writer = new RecordWriter(
      async (text) => {
        await write(text);
        this.text += text;
      },
      'text',
      '%k,\\0',
    );
  }
}

function optionsOf(options: Partial<ConsumeRecordsOptions> = {}): ConsumeRecordsOptions {
  return {
    signal: new AbortController().signal,
    closed: new AbortController().signal,
    untilEnd: true,
    maxRecords: Number.POSITIVE_INFINITY,
    idleTimeoutMs: undefined,
    requiresKey: false,
    ...options,
  };
}

describe('consumeRecords', () => {
  it('writes all records, and leaves the position to the consumer', async () => {
    const consumer = new BatchFeed(batchOf('a', 'b'), batchOf('c'));
    const paper = new Paper();
    await consumeRecords(consumer, paper.writer, optionsOf());
    expect(paper.text).toBe('a,\0b,\0c,\0');
    expect(consumer.seeks).toEqual([]);
  });

  it('ends after so many records, standing behind the last of them', async () => {
    const consumer = new BatchFeed(batchOf('a', 'b', 'c'));
    const paper = new Paper();
    await consumeRecords(consumer, paper.writer, optionsOf({ maxRecords: 2 }));
    expect(paper.text).toBe('a,\0b,\0');
    expect(consumer.seeks).toEqual([{ topic: 't', partition: 0, offset: 2 }]);
  });

  it('writes what stands before a record without a key, and names that one', async () => {
    const consumer = new BatchFeed(batchOf('a', null, 'c'));
    const paper = new Paper();
    const reading = consumeRecords(consumer, paper.writer, optionsOf({ requiresKey: true }));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/Record t\/0 at offset 1 has no key/);
    expect(paper.text).toBe('a,\0');
    expect(consumer.seeks).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
  });

  it('takes a batch as not read when its reader has gone', async () => {
    const consumer = new BatchFeed(batchOf('a', 'b'), batchOf('c'));
    const closed = new AbortController();
    const paper = new Paper(async () => {
      closed.abort();
      return Promise.resolve();
    });
    await consumeRecords(consumer, paper.writer, optionsOf({ closed: closed.signal }));
    expect(consumer.seeks).toEqual([{ topic: 't', partition: 0, offset: 0 }]);
  });

  it('takes a batch as not read when it cannot be written', async () => {
    const consumer = new BatchFeed(batchOf('a', 'b'));
    const paper = new Paper(async () => Promise.reject(new Error('ENOSPC')));
    await expect(consumeRecords(consumer, paper.writer, optionsOf())).rejects.toThrow('ENOSPC');
    expect(consumer.seeks).toEqual([{ topic: 't', partition: 0, offset: 0 }]);
  });

  it('leaves a partition alone that was taken away', async () => {
    const consumer = new BatchFeed(batchOf('a', 'b'));
    consumer.isHeld = false;
    await consumeRecords(consumer, new Paper().writer, optionsOf({ maxRecords: 1 }));
    expect(consumer.seeks).toEqual([]);
  });

  it('ends when nothing came for so long', async () => {
    const paper = new Paper();
    const options = optionsOf({ untilEnd: false, idleTimeoutMs: 5 });
    await consumeRecords(new BatchFeed(batchOf('a')), paper.writer, options);
    expect(paper.text).toBe('a,\0');
  });
});
