import {
  decodeRecordBatch,
  encodeRecordBatch,
  type LeaderEpoch,
  type Offset,
  stampRecordBatch,
} from '@weir/core';
import { describe, expect, it } from 'vitest';

import { makeBatch } from '../../test/node-cluster.ts';
import { checkProducedBatch, checkReplicatedBatches, endOffsetOf } from './check-batches.ts';

const limits = { maxMessageBytes: 10_000, messageTimestampType: 'CreateTime' } as const;

function stamped(values: readonly string[], offset: number, epoch: number): Buffer {
  const batch = makeBatch(values);
  stampRecordBatch(batch, offset as Offset, epoch as LeaderEpoch);
  return batch;
}

describe('a batch from a producer', () => {
  it('is taken as it is when it is canonical', () => {
    const bytes = makeBatch(['a']);
    expect(checkProducedBatch(bytes, limits, 5).bytes).toBe(bytes);
  });

  it('is brought into the canonical layout when another library wrote it', () => {
    // Without base offset and leader epoch, as proto3 leaves zeros out.
    const bytes = makeBatch(['a']).subarray(14);
    const { bytes: canonical } = checkProducedBatch(bytes, limits, 5);
    expect(decodeRecordBatch(canonical)).toMatchObject({ isCanonical: true });
    expect(decodeRecordBatch(canonical).records).toEqual(decodeRecordBatch(bytes).records);
  });

  it('gets the time of its append where the topic wants that', () => {
    const config = { ...limits, messageTimestampType: 'LogAppendTime' } as const;
    const { header } = decodeRecordBatch(checkProducedBatch(makeBatch(['a']), config, 5000).bytes);
    expect(header).toMatchObject({ timestampType: 'LogAppendTime', maxTimestampMs: 5000 });
  });

  it('may not claim LogAppendTime where the topic has CreateTime', () => {
    const config = { ...limits, messageTimestampType: 'LogAppendTime' } as const;
    const { bytes } = checkProducedBatch(makeBatch(['a']), config, 5000);
    expect(() => checkProducedBatch(bytes, limits, 5)).toThrow('message.timestamp.type');
  });

  it('may not claim more records than its bytes can hold', () => {
    const { header, records } = decodeRecordBatch(makeBatch(['a']));
    const bytes = encodeRecordBatch({ ...header, recordCount: 1_000_000 }, records);
    expect(() => checkProducedBatch(bytes, limits, 5)).toThrow('claims 1000000 records');
  });
});

describe('batches from a leader', () => {
  it('are contiguous and of one epoch', () => {
    const batches = [stamped(['a', 'b'], 4, 2), stamped(['c'], 6, 2)];
    expect(checkReplicatedBatches(batches, 4 as Offset)).toMatchObject({
      endOffset: 7,
      batchEpoch: 2,
    });
    expect(endOffsetOf(batches, 0 as Offset)).toBe(7);
  });

  it.each([
    ['a gap', [stamped(['a'], 4, 2), stamped(['b'], 6, 2)]],
    ['two epochs', [stamped(['a'], 4, 2), stamped(['b'], 5, 3)]],
    ['another start', [stamped(['a'], 5, 2)]],
  ])('are refused with %s', (_name, batches) => {
    expect(() => checkReplicatedBatches(batches, 4 as Offset)).toThrow('Leader sent a batch');
  });

  it('are refused when their bytes are damaged', () => {
    const batch = stamped(['some value'], 4, 2);
    batch[batch.length - 2] = 255 - (batch.at(-2) ?? 0);
    expect(() => checkReplicatedBatches([batch], 4 as Offset)).toThrow('crc32');
  });
});
