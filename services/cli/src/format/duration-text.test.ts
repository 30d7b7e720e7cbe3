import { expect, it } from 'vitest';
import { formatDuration, formatNumber } from './duration-text.ts';

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [1_240, '1.2 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [200_000, '3.3 min'],
  [3_599_999, '59 min'],
  [5_400_000, '1.5 h'],
  [86_400_000, '1 d'],
  [30 * 86_400_000, '30 d'],
])('shows %d ms as %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

it.each([
  [0, '0'],
  [0.25, '0.2'],
  [9.99, '9.9'],
  [12.6, '12'],
])('shows the number %d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});
