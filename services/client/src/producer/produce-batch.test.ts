import { decodeRecordBatch, readRecords, toProducerId, WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { type PendingSend, ProduceBatch } from './produce-batch.ts';

const first = { producerId: toProducerId(5), producerEpoch: 0, baseSequence: 3 };

function batchOf(...values: string[]): ProduceBatch {
  const batch = new ProduceBatch({
    topic: 't',
    partition: 1,
    ordinal: 0,
    createdAtMs: 0,
    deadlineAtMs: 100,
    targetBytes: 10_000,
    initialBytes: 64,
    allocate: (bytes) => Buffer.allocUnsafe(bytes),
  });
  for (const value of values) {
    batch.append({ key: null, value, headers: undefined, timestampMs: 9 });
  }
  return batch;
}

it('tells each send its own offset, and the time of the append where there is one', async () => {
  const batch = batchOf();
  const sends = ['a', 'b'].map((value) => {
    const send: PendingSend = Promise.withResolvers();
    batch.append({ key: null, value, headers: undefined, timestampMs: 9 });
    batch.addSend(send);
    return send.promise;
  });
  batch.acknowledge(40, 1_234);
  expect(await Promise.all(sends)).toEqual([
    { topic: 't', partition: 1, offset: 40, timestampMs: 1_234 },
    { topic: 't', partition: 1, offset: 41, timestampMs: 1_234 },
  ]);
});

it('is settled once', async () => {
  const batch = batchOf();
  const send: PendingSend = Promise.withResolvers();
  batch.append({ key: null, value: 'a', headers: undefined, timestampMs: 9 });
  batch.addSend(send);
  batch.fail(new WeirError('STORAGE_FULL', 'Full'));
  batch.acknowledge(1, 0);
  await expect(send.promise).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  await batch.whenSettled();
});

it('changes its number without touching its records', () => {
  const batch = batchOf('a', 'b');
  batch.renumber(first);
  batch.seal('none');
  expect(decodeRecordBatch(batch.payload).header).toMatchObject(first);
  const next = { ...first, producerEpoch: 1, baseSequence: 0 };
  batch.renumber(undefined);
  batch.renumber(next);
  expect(decodeRecordBatch(batch.payload).header).toMatchObject(next);
  const values = [...readRecords(batch.payload)].map(({ value }) => value?.toString());
  expect(values).toEqual(['a', 'b']);
});

it('compresses in the background to the same records', async () => {
  const batch = batchOf(...Array.from({ length: 100 }, () => 'the same again'));
  batch.renumber(first);
  await batch.sealAsync('zstd');
  expect(decodeRecordBatch(batch.payload).header).toMatchObject({ ...first, codec: 'zstd' });
  expect([...readRecords(batch.payload)]).toHaveLength(100);
});
