import { RecordBatchBuilder, WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { GivenBatch } from './given-batch.ts';
import { PartitionReader } from './partition-reader.ts';

function give(options: { readonly from?: number; readonly damage?: boolean } = {}): {
  batch: GivenBatch;
  reader: PartitionReader;
} {
  const builder = new RecordBatchBuilder();
  for (const value of ['a', 'b', 'c']) builder.append('k', value, undefined, 7);
  const bytes = builder.build();
  if (options.damage === true)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  const reader = new PartitionReader({ topicId: 'id', topic: 't', partition: 3 });
  reader.start(options.from ?? 0);
  reader.receive(
    {
      topicId: 'id',
      partition: 3,
      error: null,
      highWatermark: 3,
      logStartOffset: 0,
      leaderEpoch: 1,
      batches: [bytes],
    },
    { release: () => undefined },
  );
  const fetched = reader.take();
  if (fetched === undefined) throw new Error('Nothing to give');
  const batch = new GivenBatch(reader, fetched, async () => {
    throw new WeirError('INVALID_REQUEST', 'No group');
  });
  return { batch, reader };
}

describe('a given batch', () => {
  it('has records that may be read more than once', () => {
    const { batch } = give();
    const read = (): (string | null)[] => [...batch.records].map((record) => record.text());
    expect(read()).toEqual(['a', 'b', 'c']);
    expect(read()).toEqual(['a', 'b', 'c']);
    expect([...batch.records][0]).toMatchObject({ topic: 't', partition: 3, offset: 0 });
  });

  it('leaves out records before the position', () => {
    const { batch } = give({ from: 2 });
    expect(batch).toMatchObject({ firstOffset: 2, lastOffset: 2, recordCount: 1 });
    expect([...batch.records].map((record) => record.offset)).toEqual([2]);
  });

  it('refuses damaged bytes', () => {
    expect(() => give({ damage: true })).toThrow('crc32');
  });

  it('counts as handled as a whole when the next is asked for', () => {
    const { batch, reader } = give();
    reader.give(3, 1);
    batch.finish();
    expect(reader.handled).toBe(3);
  });

  it('counts up to the record in hand when its partition was taken away', () => {
    const { batch, reader } = give();
    reader.give(3, 1);
    const records = batch.iterate();
    records.next();
    records.next();
    reader.revoke();
    batch.finish();
    expect(reader.handled).toBe(1);
  });

  it('counts up to the record in hand when the loop is left', () => {
    const { batch, reader } = give();
    reader.give(3, 1);
    const records = batch.iterate();
    records.next();
    batch.drop();
    expect(reader.handled).toBe(0);
  });

  it('has no say after a seek', () => {
    const { batch, reader } = give();
    reader.seek(1);
    batch.finish();
    expect(reader.handled).toBe(1);
    expect(batch.isCurrent).toBe(false);
  });
});
