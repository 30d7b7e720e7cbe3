import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { BufferBudget } from './buffer-budget.ts';

it('has room until its bytes are used, and again when they come back', () => {
  const budget = new BufferBudget(10);
  budget.take(9);
  expect(budget.hasRoom).toBe(true);
  budget.take(9);
  expect(budget.hasRoom).toBe(false);
  budget.release(9);
  expect(budget.hasRoom).toBe(true);
});

it('lets waiters in one after the other, in their order', async () => {
  const budget = new BufferBudget(10);
  budget.take(10);
  const order: string[] = [];
  const first = budget.room().then(() => order.push('first'));
  const second = budget.room().then(() => order.push('second'));
  budget.release(10);
  await first;
  expect(order).toEqual(['first']);
  expect(budget.hasRoom).toBe(false);
  budget.passOn();
  await second;
  expect(order).toEqual(['first', 'second']);
});

it('does not let a waiter in while there is no room', () => {
  const budget = new BufferBudget(10);
  budget.take(20);
  void budget.room();
  budget.release(5);
  expect(budget.hasRoom).toBe(false);
  expect(budget.usedBytes).toBe(15);
});

it('ends all waits with an error', async () => {
  const budget = new BufferBudget(1);
  budget.take(1);
  const waiting = budget.room();
  budget.rejectAll(new WeirError('CANCELLED', 'Closed'));
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('refuses to take back what was never taken', () => {
  expect(() => {
    new BufferBudget(1).release(1);
  }).toThrow('Invariant');
});
