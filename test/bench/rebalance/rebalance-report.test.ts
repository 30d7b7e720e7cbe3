import { expect, it } from 'vitest';
import { noRecords, type RebalancePart, type RebalanceTrial } from './rebalance-part.ts';
import { findMissed, toReport } from './rebalance-report.ts';

const part: RebalancePart = {
  id: 'part',
  what: 'a part',
  figures: [
    { id: 'gapMs', what: 'gap', unit: 'ms', bar: { atMost: 100 } },
    { id: 'rate', what: 'rate', unit: 'a second', bar: { atLeast: 1_000 } },
    { id: 'told', what: 'told', unit: 'ms' },
  ],
  run: () => Promise.reject(new Error('not run')),
};

function trial(gapMs: number, rate: number, rest: Partial<RebalanceTrial> = {}): RebalanceTrial {
  return { figures: { gapMs, rate, told: 1 }, counts: noRecords, errors: [], ...rest };
}

it('holds medians against bars that are ceilings and bars that are floors', () => {
  const trials = [trial(90, 900), trial(100, 1_000), trial(500, 1_100)];
  expect(findMissed({ part, trials })).toEqual([]);
  expect(findMissed({ part, trials: [trial(101, 999)] })).toEqual([
    'gap: 101 ms, the bar is at most 100 ms',
    'rate: 999 a second, the bar is at least 1,000 a second',
  ]);
});

it('misses the bars of a part whose trials all failed', () => {
  const failed = { figures: {}, counts: noRecords, errors: ['no cluster'] };
  expect(findMissed({ part, trials: [failed] })).toEqual([
    'gap: -, the bar is at most 100 ms',
    'rate: -, the bar is at least 1,000 a second',
    'a part: 1 errors, first no cluster',
  ]);
});

it('misses for one skipped or doubled record in any trial, not for a redelivered one', () => {
  const counts = { delivered: 9, skipped: 1, duplicates: 2, redelivered: 3 };
  expect(findMissed({ part, trials: [trial(1, 2_000), trial(1, 2_000, { counts })] })).toEqual([
    'a part: 1 records are skipped',
    'a part: 2 records are delivered twice',
  ]);
  const redelivered = { ...noRecords, redelivered: 3 };
  expect(findMissed({ part, trials: [trial(1, 2_000, { counts: redelivered })] })).toEqual([]);
});

it('shows as worst the largest gap and the smallest rate', () => {
  const { markdown } = toReport([{ part, trials: [trial(90, 900), trial(100, 1_000)] }]);
  expect(markdown).toMatch(/gap +\| 95 ms +\| 100 ms +\| at most 100 ms/);
  expect(markdown).toMatch(/rate +\| 950 a second +\| 900 a second +\| at least 1,000 a second/);
});
