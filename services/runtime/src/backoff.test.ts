import { SeededRandom } from '@weir/core';
import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

it('doubles from the least to the largest wait and starts again after a reset', () => {
  const backoff = new Backoff({ minMs: 50, maxMs: 400, random: new SeededRandom(1) });
  const waits = Array.from({ length: 20 }, () => backoff.next());
  for (const [index, wait] of waits.entries()) {
    const full = Math.min(400, 50 * 2 ** index);
    expect(wait).toBeGreaterThanOrEqual(full / 2);
    expect(wait).toBeLessThanOrEqual(full + 1);
  }
  backoff.reset();
  expect(backoff.next()).toBeLessThanOrEqual(51);
});
