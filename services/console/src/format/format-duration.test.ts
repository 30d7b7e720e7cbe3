import { expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';

it('shows the two largest units', () => {
  const durations = [0, 15.4, 1_250, 9_999, 12_000, 60_000, 200_000, 3_600_000, 187_200_000];
  expect(durations.map(formatDuration)).toEqual([
    ...['0 ms', '15 ms', '1.2 s', '9.9 s', '12 s', '1 min', '3 min 20 s', '1 h', '2 d 4 h'],
  ]);
});

it('shows clocks that are apart, and what is not known', () => {
  expect(formatDuration(-3_000)).toBe('-3 s');
  expect(formatDuration(undefined)).toBe('–');
});
