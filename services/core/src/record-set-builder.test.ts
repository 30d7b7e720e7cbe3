import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  anyRecords,
  encodeRecords,
  encodeWithProtobufjs,
  type SampleRecord,
} from '../test/record-samples.ts';
import { decodeRecordSet } from './record-set.ts';
import { maxRecordBatchBytes, RecordSetBuilder } from './record-set-builder.ts';

test('writes the bytes that protobufjs writes', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      expect(encodeRecords(records)).toStrictEqual(encodeWithProtobufjs(records));
    }),
  );
});

test('knows how many records it has, of how many bytes', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const builder = new RecordSetBuilder();
      for (const { key, value, headers, timestampDeltaMs } of records) {
        expect(builder.append(key, value, headers, timestampDeltaMs)).toBe(true);
      }
      expect(builder.recordCount).toBe(records.length);
      expect(builder.sizeBytes).toBe(builder.build().length);
    }),
  );
});

test('grows from next to nothing', () => {
  const records: SampleRecord[] = Array.from({ length: 500 }, (_, index) => ({
    key: null,
    value: `value ${index}`,
    headers: [],
    timestampDeltaMs: 0,
  }));

  expect(encodeRecords(records, { initialBytes: 1, headroomBytes: 7 })).toStrictEqual(
    encodeWithProtobufjs(records),
  );
});

test('takes no record beyond its target, but the first one in any case', () => {
  const builder = new RecordSetBuilder({ targetBytes: 24 });

  expect(builder.append(null, Buffer.alloc(100))).toBe(true);
  expect(builder.append(null, 'x')).toBe(false);
  expect(builder.recordCount).toBe(1);
  expect(decodeRecordSet(builder.build()).recordCount).toBe(1);
});

test('fills its target to the last byte', () => {
  const builder = new RecordSetBuilder({ targetBytes: 24 });

  expect(builder.append(null, Buffer.alloc(8))).toBe(true);
  expect(builder.append(null, Buffer.alloc(9))).toBe(false);
  expect(builder.append(null, Buffer.alloc(8))).toBe(true);
  expect(builder.sizeBytes).toBe(24);
});

test('refuses a record that fits no batch, and goes on', () => {
  const builder = new RecordSetBuilder();

  expect(() => builder.append(null, Buffer.alloc(maxRecordBatchBytes))).toThrow(
    expect.objectContaining({ code: 'RECORD_BATCH_TOO_LARGE' }),
  );
  expect(builder.append(null, 'x')).toBe(true);
  expect(builder.recordCount).toBe(1);
});

test.each([0.5, Number.NaN, 2 ** 52])('refuses the timestamp delta %d', (delta) => {
  expect(() => new RecordSetBuilder().append(null, 'x', [], delta)).toThrow(
    expect.objectContaining({ code: 'INVALID_TIMESTAMP' }),
  );
});

test('leaves room in front for a header', () => {
  const builder = new RecordSetBuilder({ headroomBytes: 10 });
  builder.append(null, 'x');
  const built = builder.buildBehind(4);
  built.fill(0xee, 0, 4);

  expect(built).toHaveLength(4 + builder.sizeBytes);
  expect(decodeRecordSet(builder.build()).recordCount).toBe(1);
  expect(() => builder.buildBehind(11)).toThrow('the headroom holds what goes in front');
});

test('takes nothing once it has built', () => {
  const builder = new RecordSetBuilder();
  builder.build();

  expect(() => builder.append(null, 'x')).toThrow('a built record set is not appended to');
});
