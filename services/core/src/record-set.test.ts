import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  anyRecord,
  anyRecords,
  encodeRecords,
  encodeWithProtobufjs,
  toBytes,
} from '../test/record-samples.ts';
import { toOffset } from './brand.ts';
import { decodeRecordSet } from './record-set.ts';
import { WeirError } from './weir-error.ts';

describe('against protobufjs', () => {
  test('what it encodes, we decode', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const set = decodeRecordSet(encodeWithProtobufjs(records));
        expect(set.recordCount).toBe(records.length);
        expect(Array.from(set, ({ offset, timestampMs }) => [offset, timestampMs])).toStrictEqual(
          records.map(({ timestampDeltaMs }, index) => [index, timestampDeltaMs]),
        );
        expect(Array.from(set, ({ key, value }) => [key, value])).toStrictEqual(
          records.map(({ key, value }) => [toBytes(key), toBytes(value)]),
        );
        expect(Array.from(set, ({ headers }) => headers)).toStrictEqual(
          records.map(({ headers }) =>
            headers.map(({ key, value }) => ({ key, value: value && Buffer.from(value) })),
          ),
        );
      }),
    );
  });

  test('fields in another order and unknown fields are no hindrance', () => {
    // Timestamp, header, unknown 9 (varint), value, header, key; an unknown field 2 in the set.
    const record = ['2006', '1a030a0161', '4805', '120176', '1a030a0162', '0a016b'].join('');
    const set = decodeRecordSet(Buffer.from(`10070a14${record}1008`, 'hex'));
    const [first] = set;

    expect(set.recordCount).toBe(1);
    expect(first?.key?.toString()).toBe('k');
    expect(first?.value?.toString()).toBe('v');
    expect(first?.timestampMs).toBe(3);
    expect(first?.headers).toStrictEqual([
      { key: 'a', value: null },
      { key: 'b', value: null },
    ]);
  });
});

describe('a decoded record', () => {
  test('tells null from empty in key, value and header', () => {
    const [none, empty] = decodeRecordSet(
      encodeRecords([
        { key: null, value: null, headers: [], timestampDeltaMs: 0 },
        {
          key: '',
          value: Buffer.alloc(0),
          headers: [
            { key: '', value: null },
            { key: '', value: Buffer.alloc(0) },
          ],
          timestampDeltaMs: 0,
        },
      ]),
    );

    expect([none?.key, none?.value, none?.headers]).toStrictEqual([null, null, []]);
    expect([empty?.key, empty?.value]).toStrictEqual([Buffer.alloc(0), Buffer.alloc(0)]);
    expect(empty?.headers.map(({ value }) => value)).toStrictEqual([null, Buffer.alloc(0)]);
  });

  test('gives the same view each time it is touched', () => {
    const [record] = decodeRecordSet(
      encodeRecords([
        {
          key: 'k',
          value: 'v',
          headers: [{ key: 'h', value: null }],
          timestampDeltaMs: 0,
        },
      ]),
    );

    expect(record?.key).toBe(record?.key);
    expect(record?.value).toBe(record?.value);
    expect(record?.headers).toBe(record?.headers);
  });

  test('counts offset and timestamp from those of its batch', () => {
    const context = { baseOffset: toOffset(100), baseTimestampMs: 1000 };
    const set = encodeRecords(
      [0, 5, -3].map((timestampDeltaMs) => ({
        key: null,
        value: 'v',
        headers: [],
        timestampDeltaMs,
      })),
    );

    expect(
      Array.from(decodeRecordSet(set, context), (record) => [record.offset, record.timestampMs]),
    ).toStrictEqual([
      [100, 1000],
      [101, 1005],
      [102, 997],
    ]);
    expect(
      Array.from(decodeRecordSet(set, { ...context, logAppendTimeMs: 7 }), (r) => r.timestampMs),
    ).toStrictEqual([7, 7, 7]);
  });
});

test('passes over records at the start, keeping the offsets of the others', () => {
  fc.assert(
    fc.property(anyRecords, fc.nat(25), (records, skipRecords) => {
      const context = { baseOffset: toOffset(10), baseTimestampMs: 0, skipRecords };
      const set = decodeRecordSet(encodeRecords(records), context);
      const expected = records.map((_, index) => 10 + index).slice(skipRecords);
      expect(Array.from(set, ({ offset }) => offset)).toStrictEqual(expected);
      expect(set.recordCount).toBe(expected.length);
      expect(set.totalRecordCount).toBe(records.length);
    }),
  );
});

describe('malformed bytes', () => {
  test('that end too soon are refused at once', () => {
    const set = encodeRecords([{ key: 'k', value: 'v', headers: [], timestampDeltaMs: 9 }]);
    for (let length = 1; length < set.length; length += 1) {
      expect(() => decodeRecordSet(set.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'CORRUPT_BATCH' }),
      );
    }
  });

  test('that overrun the end of their record are refused when it is read', () => {
    // The key claims five bytes; the record has two left, the set seven.
    const set = decodeRecordSet(Buffer.from('0a040a0561620a0312016b', 'hex'));

    expect(set.recordCount).toBe(2);
    expect(() => Array.from(set)).toThrow(
      expect.objectContaining({
        code: 'CORRUPT_BATCH',
        message: 'Record at offset 0 has a field beyond its end',
      }),
    );
  });

  test('in a header are refused when the headers are touched', () => {
    const [record] = decodeRecordSet(Buffer.from('0a041a020a05', 'hex'));

    expect(record?.key).toBeNull();
    expect(() => record?.headers).toThrow(expect.objectContaining({ code: 'CORRUPT_BATCH' }));
  });

  test('of any kind give a typed error or records, never a crash', () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc
        .tuple(fc.array(anyRecord, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(255))
        .map(([records, at, byte]) => {
          const set = encodeRecords(records);
          set[at % set.length] = byte;
          return set;
        }),
    );
    fc.assert(
      fc.property(garbage, (input) => {
        try {
          for (const { key, value, headers } of decodeRecordSet(Buffer.from(input))) {
            expect([key, value, headers]).toHaveLength(3);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(WeirError);
          expect(error).toHaveProperty('code', 'CORRUPT_BATCH');
        }
      }),
      { numRuns: 3000 },
    );
  });
});
