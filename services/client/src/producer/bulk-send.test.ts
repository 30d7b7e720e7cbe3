import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { BulkSend } from './bulk-send.ts';
import type { BatchOutcome } from './producer-record.ts';

const place = { topic: 't', partition: 2 };

function take(bulk: BulkSend, count: number): void {
  for (let taken = 0; taken < count; taken += 1) bulk.take();
}

it('resolves with first and last offset of each partition when all is acknowledged', async () => {
  const outcomes: BatchOutcome[] = [];
  const bulk = new BulkSend((outcome) => outcomes.push(outcome));
  take(bulk, 5);
  const summary = bulk.complete();
  bulk.acknowledge(place, { bulk, firstIndex: 1, lastIndex: 3, recordCount: 3 }, 100);
  bulk.acknowledge(place, { bulk, firstIndex: 0, lastIndex: 1, recordCount: 2 }, 200);
  expect(await summary).toEqual({
    recordCount: 5,
    partitions: [{ topic: 't', partition: 2, recordCount: 5, firstOffset: 101, lastOffset: 201 }],
  });
  expect(outcomes.map(({ baseOffset }) => baseOffset)).toEqual([101, 200]);
});

it('waits for all batches and then rejects with the first error and both counts', async () => {
  const bulk = new BulkSend();
  take(bulk, 3);
  const summary = bulk.complete();
  const share = { bulk, firstIndex: 0, lastIndex: 0, recordCount: 1 };
  bulk.fail(place, share, new WeirError('INVALID_RECORD', 'Bad'));
  bulk.fail(place, share, new WeirError('STORAGE_ERROR', 'Worse'));
  bulk.acknowledge(place, share, 7);
  await expect(summary).rejects.toMatchObject({
    code: 'INVALID_RECORD',
    metadata: { acknowledged_records: '1', failed_records: '2' },
  });
});

it('knows no offsets with acks none', async () => {
  const bulk = new BulkSend();
  take(bulk, 1);
  bulk.acknowledge(place, { bulk, firstIndex: 0, lastIndex: 0, recordCount: 1 }, -1);
  const { partitions } = await bulk.complete();
  expect(partitions[0]).toMatchObject({ firstOffset: -1, lastOffset: -1 });
});

it('resolves at once when nothing was taken', async () => {
  expect(await new BulkSend().complete()).toEqual({ recordCount: 0, partitions: [] });
});
