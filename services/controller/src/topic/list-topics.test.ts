import type { Topic } from '@weir/protos';
import { expect, it } from 'vitest';
import { ClusterState } from '../cluster/cluster-state.ts';
import { newPartition } from '../cluster/records.ts';
import { listTopics } from './list-topics.ts';

interface Scene {
  readonly leader?: number | null;
  readonly inSyncReplicas: readonly number[];
}

function stateWith(
  topics: Readonly<Record<string, readonly Scene[]>>,
  configs: Readonly<Record<string, string>> = {},
): ClusterState {
  const state = new ClusterState();
  for (const [name, partitions] of Object.entries(topics)) {
    const topicId = `id-${name}`;
    const record = { topicId, name, configs, configVersion: 1, replicationFactor: 3 };
    state.topics.set(topicId, { ...record, partitions: partitions.length, state: 'active' });
    for (const [index, { leader = 1, inSyncReplicas }] of partitions.entries()) {
      const sets = [{ replicas: [1, 2, 3], minInsyncReplicas: 2 }];
      state.setPartition({ ...newPartition(topicId, index, sets), leader, inSyncReplicas });
    }
  }
  return state;
}

const healthOf = (state: ClusterState) =>
  listTopics(state, () => true).map(
    ({ name, leaderlessPartitions, underReplicatedPartitions, underMinIsrPartitions }) => [
      name,
      leaderlessPartitions,
      underReplicatedPartitions,
      underMinIsrPartitions,
    ],
  );

it('tells in order of name what is not as it should be', () => {
  const state = stateWith({
    sick: [
      { inSyncReplicas: [1, 2, 3] },
      { inSyncReplicas: [1, 2] },
      { inSyncReplicas: [1] },
      { leader: null, inSyncReplicas: [2] },
    ],
    fine: [{ inSyncReplicas: [1, 2, 3] }],
  });
  expect(healthOf(state)).toEqual([
    ['fine', 0, 0, 0],
    ['sick', 1, 3, 2],
  ]);
});

it('goes by the minimum that the topic has', () => {
  const topics = { orders: [{ inSyncReplicas: [1, 2] }] };
  expect(healthOf(stateWith(topics, { 'min.insync.replicas': '3' }))).toEqual([
    ['orders', 0, 1, 1],
  ]);
  expect(healthOf(stateWith(topics, { 'min.insync.replicas': '1' }))).toEqual([
    ['orders', 0, 1, 0],
  ]);
});

it('leaves out what is not asked for, and topics that are being deleted', () => {
  const state = stateWith({ orders: [], payments: [], gone: [] });
  const gone = state.topics.get('id-gone');
  if (gone !== undefined) state.topics.set('id-gone', { ...gone, state: 'deleting' });
  const isListed = ({ name }: Topic): boolean => name !== 'payments';
  expect(listTopics(state, isListed).map(({ name }) => name)).toEqual(['orders']);
});
