import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

it.each([
  ['250', 250],
  ['0.5', 0.5],
  ['-3', 0],
  ['soon', 0],
  ['1e12', 60_000],
])('reads %j as %d ms', (text, expected) => {
  const metadata = { retry_after_ms: text };
  expect(retryAfterMs(new WeirError('UNAVAILABLE', 'Not now', { metadata }))).toBe(expected);
});

it('is 0 where the error does not say', () => {
  expect(retryAfterMs(new WeirError('UNAVAILABLE', 'Not now'))).toBe(0);
});
