import { expect, it } from 'vitest';
import { formatClock, formatTime, formatTimeMs, formatUtc } from './format-time.ts';

const atMs = new Date(2026, 10, 3, 4, 5, 6, 7).getTime();

it('writes an instant in the own time zone', () => {
  expect(formatTime(atMs)).toBe('2026-11-03 04:05:06');
  expect(formatTimeMs(atMs)).toBe('2026-11-03 04:05:06.007');
  expect(formatClock(atMs)).toBe('04:05:06');
});

it('shows a dash for 0, which the protocol has for unknown, and for what is no time', () => {
  expect([formatTime(0), formatTimeMs(undefined), formatTime(1e20)]).toEqual(['–', '–', '–']);
});

it('writes an instant in UTC, and a dash for a number that no date can hold', () => {
  expect([0, 1_769_846_400_000, Number.MAX_SAFE_INTEGER].map(formatUtc)).toEqual([
    ...['1970-01-01T00:00:00.000Z', '2026-01-31T08:00:00.000Z', '–'],
  ]);
});
