import { decodeRecordBatch, type LeaderEpoch, type NodeId, type Offset } from '@weir/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { makeBatch } from '../../test/node-cluster.ts';
import { decodeConfigRecords, encodeConfigRecord } from './config-record.ts';

const position = { offset: 77 as Offset, epoch: 5 as LeaderEpoch, timestampMs: 1000 };

it('writes replica sets into a control batch and reads them back', () => {
  const sets = fc.array(
    fc.record({
      replicas: fc.uniqueArray(fc.nat(0x7f_ff_ff_ff), { minLength: 1, maxLength: 9 }),
      minInsyncReplicas: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 2 },
  );
  fc.assert(
    fc.property(sets, (values) => {
      const expected = values as { replicas: NodeId[]; minInsyncReplicas: number }[];
      const batch = decodeRecordBatch(encodeConfigRecord(expected, position));
      expect(batch.header).toMatchObject({ isControl: true, baseOffset: 77, leaderEpoch: 5 });
      expect(decodeConfigRecords(batch)).toEqual([{ sets: expected, offset: 77, leaderEpoch: 5 }]);
    }),
  );
});

it('passes over control records of a kind that it does not know', () => {
  const batch = decodeRecordBatch(makeBatch(['something'], { isControl: true }));
  expect(decodeConfigRecords(batch)).toEqual([]);
});
