import { expect, it } from 'vitest';
import { formatCompact, formatCount, formatCounted, formatRate } from './format-count.ts';

it('sets thousands apart', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatCount(0)).toBe('0');
});

it('shortens large numbers, and keeps a decimal of small ones', () => {
  expect(formatCompact(1_234)).toBe('1.2K');
  expect(formatCompact(34_000_000)).toBe('34M');
  expect(formatRate(0.42)).toBe('0.4/s');
});

it('shows a dash for what is not known', () => {
  expect([formatCount(undefined), formatCompact(null), formatRate(Number.NaN)]).toEqual([
    ...['–', '–', '–'],
  ]);
});

it('says one thing and several things', () => {
  expect(formatCounted(1, 'topic')).toBe('1 topic');
  expect(formatCounted(2_000, 'topic')).toBe('2,000 topics');
  expect(formatCounted(2, 'entry', 'entries')).toBe('2 entries');
});
