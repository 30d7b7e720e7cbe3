import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';
import { LeaderlessTimes } from './leaderless-times.ts';

it('measures from the first attempt to the leader', () => {
  const clock = new ManualClock();
  const times = new LeaderlessTimes(clock, () => true);
  times.begin(['a', 'b']);
  clock.advanceBy(300);
  times.begin(['a']);
  clock.advanceBy(200);
  expect(times.end('a')).toBe(0.5);
  expect(times.end('a')).toBeUndefined();
  expect(times.end('b')).toBe(0.5);
});

it('forgets partitions that are gone', () => {
  const gone = new Set<string>();
  const times = new LeaderlessTimes(new ManualClock(), (key) => !gone.has(key));
  const keys = Array.from({ length: 999 }, (_none, index) => `old/${index}`);
  for (const key of keys) gone.add(key);
  times.begin(keys);
  times.begin(['new']);
  expect(times.end('old/0')).toBeUndefined();
  expect(times.end('new')).toBe(0);
});
