import { expect, it } from 'vitest';

import { ByteBudget } from './byte-budget.ts';

it('lets one request over its limit, then makes others wait in order', async () => {
  const budget = new ByteBudget(100);
  expect(budget.tryTake(90)).toBe(true);
  expect(budget.tryTake(50)).toBe(true);
  expect(budget.tryTake(1)).toBe(false);
  const order: string[] = [];
  const first = budget.take(60).then(() => order.push('first'));
  const second = budget.take(1).then(() => order.push('second'));
  budget.release(50);
  await first;
  budget.release(90);
  await second;
  expect(order).toEqual(['first', 'second']);
  expect(budget.usedBytes).toBe(61);
});
