import { expect, it } from 'vitest';
import { planMoves } from './plan-moves.ts';

const partitions = [0, 1, 2].map((partition) => ({ topic: 't', partition }));

it('keeps the order that was chosen for one partition', () => {
  expect(planMoves(partitions.slice(0, 1), [3, 1])).toEqual([
    { topic: 't', partition: 0, replicas: [3, 1] },
  ]);
});

it('lets the nodes lead in turn, of several', () => {
  expect(planMoves(partitions, [3, 1]).map(({ replicas }) => replicas)).toEqual([
    ...[
      [3, 1],
      [1, 3],
      [3, 1],
    ],
  ]);
});

it('plans nothing to nowhere', () => {
  expect(planMoves(partitions, []).every(({ replicas }) => replicas.length === 0)).toBe(true);
});
