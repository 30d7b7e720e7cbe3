import { expect, it } from 'vitest';
import { formatSummary, summarize } from './produce-summary.ts';

it('tells records, time, rates and what went wrong', () => {
  const counts = { records: 3_000, failed: 1_000, seconds: 1.5 };
  const summary = summarize('t', counts, { bytes: 4_000_000, skippedLines: 1 });
  expect(summary).toEqual({
    topic: 't',
    records: 3_000,
    failed: 1_000,
    skipped: 1,
    seconds: 1.5,
    recordsPerSecond: 2_000,
    megabytesPerSecond: 2,
  });
  expect(formatSummary(summary)).toBe(
    '3000 records to t in 1.5 s (2000 records/s, 2 MB/s), 1000 failed, 1 lines skipped',
  );
});

it('has no rates when nothing was acknowledged', () => {
  const counts = { records: 0, failed: 1, seconds: 0.001 };
  expect(summarize('t', counts, { bytes: 3_000_000, skippedLines: 0 })).toMatchObject({
    recordsPerSecond: 0,
    megabytesPerSecond: 0,
  });
});
