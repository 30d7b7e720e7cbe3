import { describe, expect, it } from 'vitest';
import { consumedRecord } from '../../test/consumed-record.ts';
import { toRecordJson } from './record-json.ts';

describe('toRecordJson', () => {
  it('writes text as text, and null for what is not there', () => {
    const header = { key: 'h', value: null };
    expect(toRecordJson(consumedRecord(null, '\ufeffé', [header]))).toEqual({
      topic: 'orders',
      partition: 3,
      offset: 0,
      timestampMs: 1_000,
      key: null,
      value: '\ufeffé',
      headers: [{ key: 'h', value: null }],
    });
  });

  it('writes bytes that are not UTF-8 as base64 and says so', () => {
    const bytes = Buffer.from([0xff, 0]);
    const header = { key: 'h', value: bytes };
    expect(toRecordJson(consumedRecord('k', bytes, [header]))).toMatchObject({
      key: 'k',
      value: '/wA=',
      headers: [{ key: 'h', value: '/wA=' }],
      base64: ['value', 'headers.0'],
    });
  });
});
