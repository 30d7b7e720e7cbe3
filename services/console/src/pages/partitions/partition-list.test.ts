import { expect, it } from 'vitest';
import { isAwayFromPreferred, laggingReplicas, partitionName } from './partition-list.ts';

const row = {
  ...{ topic: 'orders', partition: 3, leader: 2, leaderEpoch: 1, leaderlessReason: '' },
  ...{ assignedReplicas: [1, 2, 3], inSyncReplicas: [3, 2] },
};

it('names a partition, its replicas that are behind, and a leader that is not the preferred one', () => {
  expect(partitionName(row)).toBe('orders/3');
  expect(laggingReplicas(row)).toEqual([1]);
  expect(isAwayFromPreferred(row)).toBe(true);
  expect(isAwayFromPreferred({ ...row, leader: 1 })).toBe(false);
});
