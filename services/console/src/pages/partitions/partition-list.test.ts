import { expect, it } from 'vitest';
import {
  isAwayFromPreferred,
  laggingReplicas,
  partitionName,
  partitionRowsOf,
} from './partition-list.ts';

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

it('takes the partitions of a described topic, with and without leaders', () => {
  const { topic: _topic, leader, ...rest } = row;
  const partitions = [
    { ...rest, leader, partitionEpoch: 1 },
    { ...rest, partition: 4, partitionEpoch: 1 },
  ];
  const identity = { topicId: 'x', name: 'orders', internal: false, configs: {} };
  const topic = { ...identity, configVersion: 1, replicationFactor: 3, partitions };
  const rows = partitionRowsOf(topic);
  expect(rows.map(partitionName)).toEqual(['orders/3', 'orders/4']);
  expect(rows.map((each) => each.leader)).toEqual([2, undefined]);
});
