import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { recordBatchProto } from '../test/record-proto.ts';
import { toLeaderEpoch, toOffset, toProducerId } from './brand.ts';
import { readRecords } from './read-records.ts';
import { RecordBatchBuilder } from './record-batch-builder.ts';
import { decodeRecordBatch } from './record-batch-header.ts';
import {
  canonicalizeRecordBatch,
  isCanonical,
  peekBaseOffset,
  peekLeaderEpoch,
  peekRecordCount,
  setLogAppendTime,
  stampRecordBatch,
} from './record-batch-stamp.ts';

function sampleBatch(recordCount = 3): Buffer {
  const builder = new RecordBatchBuilder();
  for (let index = 0; index < recordCount; index += 1) {
    builder.append(`key-${index}`, `value-${index}`, undefined, 1000 + index);
  }
  return builder.build({ producerId: toProducerId(77), producerEpoch: 1, baseSequence: 9 });
}

/** As a client in another language sends it: zero fields left out. */
function foreignBatch(overrides: Readonly<Record<string, unknown>> = {}): Buffer {
  const { header, records } = decodeRecordBatch(sampleBatch());
  const message = {
    crc32: header.crc32,
    recordCount: header.recordCount,
    baseTimestampMs: header.baseTimestampMs,
    maxTimestampMs: header.maxTimestampMs,
    records,
    ...overrides,
  };
  return Buffer.from(recordBatchProto.encode(message).finish());
}

test('stamps offset and epoch in place and changes nothing else', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 52 }), fc.nat(2 ** 31 - 1), (baseOffset, leaderEpoch) => {
      const buffer = sampleBatch();
      const { header, records } = decodeRecordBatch(sampleBatch());
      stampRecordBatch(buffer, toOffset(baseOffset), toLeaderEpoch(leaderEpoch));
      expect(decodeRecordBatch(buffer)).toStrictEqual({
        header: { ...header, baseOffset, leaderEpoch, lastOffset: baseOffset + 2 },
        records,
        isCanonical: true,
      });
    }),
  );
});

test('peeks at what was stamped', () => {
  const buffer = sampleBatch(300);
  stampRecordBatch(buffer, toOffset(2 ** 45 + 1), toLeaderEpoch(12));

  expect(peekBaseOffset(buffer)).toBe(2 ** 45 + 1);
  expect(peekLeaderEpoch(buffer)).toBe(12);
  expect(peekRecordCount(buffer)).toBe(300);
});

test('refuses to stamp or peek at another layout', () => {
  for (const buffer of [foreignBatch(), Buffer.alloc(0), Buffer.alloc(20)]) {
    expect(() => {
      stampRecordBatch(buffer, toOffset(1), toLeaderEpoch(1));
    }).toThrow('only a canonical batch is stamped');
    expect(() => peekBaseOffset(buffer)).toThrow('only a canonical batch');
    expect(() => peekLeaderEpoch(buffer)).toThrow('only a canonical batch');
    expect(() => peekRecordCount(buffer)).toThrow('only a canonical batch');
  }
});

describe('a batch of another client', () => {
  test('without offset and epoch is copied into the canonical layout', () => {
    const foreign = foreignBatch();
    const canonical = canonicalizeRecordBatch(foreign);

    expect(isCanonical(foreign)).toBe(false);
    expect(isCanonical(canonical)).toBe(true);
    expect(decodeRecordBatch(canonical)).toStrictEqual({
      ...decodeRecordBatch(foreign),
      isCanonical: true,
    });
    expect(peekRecordCount(canonical)).toBe(3);
  });

  test('that sets both to anything but zero is stamped as it is', () => {
    const foreign = foreignBatch({ baseOffset: 1, leaderEpoch: 1 });

    expect(canonicalizeRecordBatch(foreign)).toBe(foreign);
    stampRecordBatch(foreign, toOffset(500), toLeaderEpoch(4));
    expect(decodeRecordBatch(foreign).header).toMatchObject({ baseOffset: 500, leaderEpoch: 4 });
    expect(peekRecordCount(foreign)).toBe(3);
  });

  test('whose checksum happens to be zero can be peeked at', () => {
    const { crc32: _crc32, ...rest } = recordBatchProto.toObject(
      recordBatchProto.decode(foreignBatch({ baseOffset: 1, leaderEpoch: 1 })),
    );
    const foreign = Buffer.from(recordBatchProto.encode(rest).finish());

    expect(isCanonical(foreign)).toBe(true);
    expect(peekRecordCount(foreign)).toBe(3);
  });

  test('that is malformed is refused', () => {
    expect(() => canonicalizeRecordBatch(Buffer.from('nonsense'))).toThrow(
      expect.objectContaining({ code: 'CORRUPT_BATCH' }),
    );
  });
});

test('gives every record the time of the append, and leaves the payload alone', () => {
  const before = sampleBatch();
  const after = setLogAppendTime(before, 5_000_000_000_000);

  expect(decodeRecordBatch(after)).toStrictEqual({
    header: {
      ...decodeRecordBatch(before).header,
      baseTimestampMs: 5_000_000_000_000,
      maxTimestampMs: 5_000_000_000_000,
      timestampType: 'LogAppendTime',
    },
    records: decodeRecordBatch(before).records,
    isCanonical: true,
  });
  expect(Array.from(readRecords(after), (record) => record.timestampMs)).toStrictEqual([
    5_000_000_000_000, 5_000_000_000_000, 5_000_000_000_000,
  ]);
  expect(isCanonical(setLogAppendTime(foreignBatch(), 1))).toBe(true);
});
