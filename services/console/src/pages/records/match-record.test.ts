import { expect, test } from 'vitest';
import { recordMatcher, searchProblem } from './match-record.ts';
import { parseRecordQuery } from './record-query.ts';

const record = {
  ...{ topic: 'orders', partition: 0, offset: 1, timestampMs: 1 },
  key: 'order-7',
  value: '{"customer":"Grace","items":[{"sku":"A7","count":2}]}',
  headers: [
    { key: 'source', value: 'shop' },
    { key: 'raw', value: Buffer.from('caf\u00e9').toString('base64') },
  ],
  base64: ['headers.1'],
};

function matches(query: string): boolean | undefined {
  return recordMatcher(parseRecordQuery(new URLSearchParams(query)))?.(record);
}

test('looks for a text in the fields that are chosen, in any case unless told otherwise', () => {
  expect(matches('q=grace')).toBe(true);
  expect(matches('q=grace&case=1')).toBe(false);
  expect(matches('q=grace&in=key')).toBe(false);
  expect(matches('q=shop&in=headers')).toBe(true);
  expect(matches('q=source&in=headers')).toBe(true);
  expect(matches('q=caf%C3%A9')).toBe(true);
});

test('looks for a pattern', () => {
  expect(matches('q=^order-%5Cd$&regex=1')).toBe(true);
  expect(matches('q=^Order&regex=1&case=1')).toBe(false);
});

test('looks for a key, a header and a field of JSON', () => {
  expect(matches('key=order-7')).toBe(true);
  expect(matches('key=order')).toBe(false);
  expect(matches('header=source')).toBe(true);
  expect(matches('header=source%3Dweb')).toBe(false);
  expect(matches('json=items.0.sku%3DA7')).toBe(true);
  expect(matches('json=$.items.0.count%3D2')).toBe(true);
  expect(matches('json=items.1.sku%3DA7')).toBe(false);
  expect(matches('q=grace&key=order-8')).toBe(false);
});

test('wants nothing of records when nothing is looked for', () => {
  expect(matches('partition=1')).toBeUndefined();
});

test('says why something cannot be looked for', () => {
  const problem = (query: string) => searchProblem(parseRecordQuery(new URLSearchParams(query)));
  expect(problem('q=(&regex=1')).toContain('Invalid regular expression');
  expect(problem('q=(')).toBeUndefined();
  expect(problem('header=%3Dx')).toContain('NAME=VALUE');
  expect(problem('json=a')).toContain('PATH=VALUE');
});
