import type { Partition, Topic } from '@weir/protos';
import { expect, it } from 'vitest';
import { isInState, partitionStates } from './partition-state.ts';

const topic: Topic = {
  ...{ topicId: 'a', name: 'a', internal: false, configs: {}, configVersion: 1 },
  ...{ replicationFactor: 3, partitions: [] },
};

const partition: Partition = {
  ...{ partition: 0, leader: 1, leaderEpoch: 1, partitionEpoch: 1, leaderlessReason: '' },
  ...{ assignedReplicas: [1, 2, 3], inSyncReplicas: [1, 2, 3] },
};

function statesOf(fields: Partial<Partition>, configs: Record<string, string> = {}): string[] {
  const changed = { ...partition, ...fields };
  return partitionStates.filter((state) => isInState(state, changed, { ...topic, configs }));
}

it('finds nothing wrong where all replicas are in sync', () => {
  expect(statesOf({})).toEqual([]);
});

it('tells replicas that lag from writers that are refused', () => {
  expect(statesOf({ inSyncReplicas: [1, 2] })).toEqual(['under-replicated']);
  expect(statesOf({ inSyncReplicas: [1] })).toEqual(['under-replicated', 'under-min-isr']);
});

it('goes by what is set for the topic', () => {
  const set = { 'min.insync.replicas': '1' };
  expect(statesOf({ inSyncReplicas: [1] }, set)).toEqual(['under-replicated']);
});

it('says that there is no leader, whatever else is well', () => {
  const { leader, ...leaderless } = partition;
  expect(leader).toBe(1);
  expect(partitionStates.filter((state) => isInState(state, leaderless, topic))).toEqual([
    'leaderless',
  ]);
});
