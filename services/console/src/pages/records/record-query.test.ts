import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatRecordQuery,
  parseRecordQuery,
  type RecordQuery,
  searchedFields,
} from './record-query.ts';

function parse(text: string): RecordQuery {
  return parseRecordQuery(new URLSearchParams(text));
}

test('shows all records, the newest first, when the address says nothing', () => {
  expect(parse('')).toMatchObject({ order: 'newest', partition: undefined, isLive: false });
  expect(Object.values(formatRecordQuery(parse(''))).filter(Boolean)).toEqual([]);
});

test('reads upwards from an offset or a time unless told otherwise', () => {
  expect(parse('offset=7')).toMatchObject({ order: 'oldest', fromOffset: 7 });
  expect(parse('from=2026-11-30T16:00:00.000Z')).toMatchObject({
    order: 'oldest',
    fromTimestampMs: Date.UTC(2026, 10, 30, 16),
  });
  expect(parse('offset=7&order=newest').order).toBe('newest');
});

test('leaves out what means nothing', () => {
  expect(parse('partition=x&offset=-1&from=yesterday&in=nothing&order=up')).toEqual(parse(''));
});

test('reads what it writes, and throws at no address', () => {
  const bound = fc.option(fc.nat(), { nil: undefined });
  const query = fc.record({
    isLive: fc.boolean(),
    order: fc.constantFrom('newest' as const, 'oldest' as const),
    partition: bound,
    fromOffset: bound,
    fromTimestampMs: bound,
    toTimestampMs: bound,
    text: fc.string(),
    fields: fc.subarray([...searchedFields], { minLength: 1 }),
    key: fc.string(),
    header: fc.string(),
    jsonField: fc.string(),
    isRegex: fc.boolean(),
    isCaseSensitive: fc.boolean(),
  });
  fc.assert(
    fc.property(query, (any) => {
      const address = new URLSearchParams();
      for (const [name, value] of Object.entries(formatRecordQuery(any))) {
        if (value !== undefined && value !== '') address.set(name, value);
      }
      expect(parseRecordQuery(new URLSearchParams(address.toString()))).toEqual(any);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (any) => {
      expect(() => parse(any)).not.toThrow();
    }),
  );
});
