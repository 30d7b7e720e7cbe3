import { expect, it } from 'vitest';
import { busiestOf } from './many-partitions-trial.ts';
import { scalePlan } from './many-partitions.ts';

it('kills the node that leads most', () => {
  expect(busiestOf({ 1: 256, 2: 1744, 3: 1000 })).toBe(2);
  expect(busiestOf({ 1: 0, 2: 0, 3: 1 })).toBe(3);
});

it('has at least one topic, however short the look', () => {
  const plan = { topics: 30, partitionsPerTopic: 100, settleMs: 20_000, idleMs: 15_000 };
  expect(scalePlan(plan, 1)).toEqual(plan);
  expect(scalePlan(plan, 0.01)).toEqual({
    topics: 1,
    partitionsPerTopic: 100,
    settleMs: 200,
    idleMs: 150,
  });
});
