import { expect, it } from 'vitest';
import { median } from './statistics.ts';

it('takes the middle of an odd number of values, and the mean of the middle two of an even one', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 7])).toBe(6);
  expect(median([3])).toBe(3);
  expect(median([])).toBeNaN();
});
