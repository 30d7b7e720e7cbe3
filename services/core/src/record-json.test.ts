import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  fromRecordJson,
  type LocatedRecord,
  type RecordJson,
  toRecordJson,
} from './record-json.ts';

function record(changes: Partial<LocatedRecord>): LocatedRecord {
  return {
    ...{ topic: 'orders', partition: 3, offset: 0, timestampMs: 1_000 },
    ...{ key: null, value: null, headers: [] },
    ...changes,
  };
}

it('writes text as text, and null for what is not there', () => {
  const written = toRecordJson(
    record({ value: Buffer.from('\ufeffé'), headers: [{ key: 'h', value: null }] }),
  );
  expect(written).toEqual({
    ...{ topic: 'orders', partition: 3, offset: 0, timestampMs: 1_000 },
    ...{ key: null, value: '\ufeffé', headers: [{ key: 'h', value: null }] },
  });
});

it('writes bytes that are not UTF-8 as base64 and says so', () => {
  const bytes = Buffer.from([0xff, 0]);
  const headers = [{ key: 'h', value: bytes }];
  expect(toRecordJson(record({ key: Buffer.from('k'), value: bytes, headers }))).toMatchObject({
    ...{ key: 'k', value: '/wA=' },
    headers: [{ key: 'h', value: '/wA=' }],
    base64: ['value', 'headers.0'],
  });
});

it('reads back what it wrote', () => {
  const bytes = fc.option(
    fc.uint8Array().map((array) => Buffer.from(array)),
    { nil: null },
  );
  const headers = fc.array(fc.record({ key: fc.string(), value: bytes }), { maxLength: 4 });
  fc.assert(
    fc.property(bytes, bytes, headers, (key, value, given) => {
      const written = JSON.stringify(toRecordJson(record({ key, value, headers: given })));
      expect(fromRecordJson(JSON.parse(written) as RecordJson)).toEqual({
        ...{ key, value, headers: given },
      });
    }),
  );
});

it('takes any JSON as its own text', () => {
  const { key, value } = fromRecordJson({ key: 7, value: { id: [1] } });
  expect(key?.toString()).toBe('7');
  expect(value?.toString()).toBe('{"id":[1]}');
});

it('refuses base64 that is none, naming the field', () => {
  for (const wrong of ['a', '*', 'aaaaa', 7, null]) {
    const given = { base64: ['value'], value: wrong };
    expect(() => fromRecordJson(given)).toThrowError(/Field "value" is named in base64/);
  }
});
