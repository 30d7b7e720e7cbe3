import { ConsumedRecord } from '@weir/client';
import { readRecords, RecordBatchBuilder } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { formatTable } from '../output.ts';
import { compileTemplate } from './record-template.ts';
import { toRecordJson } from './record-json.ts';

function record(key: string | null, value: Uint8Array | string | null): ConsumedRecord {
  const builder = new RecordBatchBuilder();
  builder.append(key, value, [{ key: 'h', value: Buffer.from('1') }], 1_000);
  const [only] = readRecords(builder.build());
  if (only === undefined) throw new Error('The batch holds one record');
  return new ConsumedRecord('orders', 3, only);
}

describe('compileTemplate', () => {
  it('prints each field and escape', () => {
    const print = compileTemplate('%t/%p@%o %k=%v %T %h %%\\t|\\n');
    expect(print(record('k', 'v'))).toBe('orders/3@0 k=v 1000 h=1 %\t|\n');
    expect(print(record(null, null))).toBe('orders/3@0 = 1000 h=1 %\t|\n');
  });

  it('names what it does not know', () => {
    expect(() => compileTemplate('%x')).toThrow(/%x.*%t/);
    expect(() => compileTemplate('100%')).toThrow(/%/);
  });
});

describe('toRecordJson', () => {
  it('writes text as text, and null for what is not there', () => {
    expect(toRecordJson(record(null, 'é'))).toEqual({
      topic: 'orders',
      partition: 3,
      offset: 0,
      timestampMs: 1_000,
      key: null,
      value: 'é',
      headers: [{ key: 'h', value: '1' }],
    });
  });

  it('writes bytes that are not UTF-8 as base64 and says so', () => {
    expect(toRecordJson(record('k', Buffer.from([0xff, 0])))).toMatchObject({
      value: '/wA=',
      base64: ['value'],
    });
  });
});

it('aligns the columns of a table', () => {
  expect(formatTable(['A', 'B'], [['long', '1']])).toBe('A     B\nlong  1');
});
