import { expect, test } from 'vitest';

import { nextSequence } from './producer-sequence.ts';

test('follows the last record of a batch', () => {
  expect(nextSequence(0, 1)).toBe(1);
  expect(nextSequence(10, 5)).toBe(15);
});

test('starts again at zero after the largest int32', () => {
  expect(nextSequence(2 ** 31 - 1, 1)).toBe(0);
  expect(nextSequence(2 ** 31 - 2, 5)).toBe(3);
});
