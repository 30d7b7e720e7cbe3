import { expect, test } from 'vitest';
import { toNdjson } from './export-records.ts';
import { formatAgo } from './format-ago.ts';

test('writes one record a line, as the gateway takes them', () => {
  const record = {
    ...{ topic: 'a', partition: 0, offset: 1, timestampMs: 2 },
    ...{ key: null, value: 'x\ny', headers: [] },
  };
  const lines = toNdjson([record, record]).trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([record, record]);
});

test('says about how long ago something was', () => {
  expect(formatAgo(1_000, 1_500)).toBe('now');
  expect(formatAgo(0, 200_000)).toBe('3 min ago');
  expect(formatAgo(5_000, 0)).toBe('in 5 s');
});
