import { expect, it } from 'vitest';
import { formatBalance } from './move-text.ts';

it('shows what moves, and how much of it has to be copied', () => {
  const partition = { topic: 'orders', partition: 3 };
  const moves = [
    { partition, fromReplicas: [1, 2, 3], toReplicas: [1, 4, 3] },
    { partition: { ...partition, partition: 10 }, fromReplicas: [1, 2], toReplicas: [2, 1] },
  ];
  expect(formatBalance(moves).split('\n')).toEqual([
    'PARTITION  FROM   TO',
    'orders/3   1,2,3  1,4,3',
    'orders/10  1,2    2,1',
    '2 partitions, 1 replica to copy',
  ]);
  expect(formatBalance([])).toBe('All nodes are balanced');
});
