import type { NodeState } from '@weir/protos';
import { expect, it } from 'vitest';
import { ClusterState } from '../cluster/cluster-state.ts';
import { newPartition, type TopicRecord } from '../cluster/records.ts';
import { drainTurn } from './drain-turn.ts';

interface Shape {
  readonly replicas: readonly number[];
  readonly minInsyncReplicas: number;
  readonly inSyncReplicas?: readonly number[];
}

/** One topic, whose partitions have these shapes, on nodes that are alive unless told otherwise. */
function stateWith(shapes: readonly Shape[], states: Record<number, NodeState> = {}): ClusterState {
  const state = new ClusterState();
  const topic: TopicRecord = {
    ...{ topicId: 'id', name: 'orders', configs: {}, configVersion: 1, state: 'active' },
    ...{ replicationFactor: 3, partitions: shapes.length },
  };
  state.topics.set(topic.topicId, topic);
  for (const [partition, { replicas, minInsyncReplicas, inSyncReplicas }] of shapes.entries()) {
    const record = newPartition('id', partition, [{ replicas, minInsyncReplicas }]);
    state.setPartition({ ...record, inSyncReplicas: inSyncReplicas ?? replicas });
    for (const nodeId of replicas) state.nodeStates.set(nodeId, 'NODE_STATE_ALIVE');
  }
  for (const [nodeId, nodeState] of Object.entries(states)) {
    state.nodeStates.set(Number(nodeId), nodeState);
  }
  return state;
}

const three = { replicas: [1, 2, 3], minInsyncReplicas: 2 };

it('lets a node drain when every partition keeps its minimum without it', () => {
  expect(drainTurn(stateWith([three]), 1)).toEqual({ blockedBy: '', unguardedPartitions: 0 });
});

it('holds a node back while a partition would fall below its minimum', () => {
  const { blockedBy } = drainTurn(stateWith([three, { ...three, inSyncReplicas: [1, 3] }]), 1);
  expect(blockedBy).toBe('1 partitions, orders/1 among them, would have too few replicas in sync');
});

it('does not count a replica in sync whose node is dead or drains', () => {
  expect(drainTurn(stateWith([three], { 2: 'NODE_STATE_DEAD' }), 1).blockedBy).toContain(
    'orders/0',
  );
  const elsewhere = { replicas: [1, 4, 5], minInsyncReplicas: 2 };
  const draining = stateWith([elsewhere], { 2: 'NODE_STATE_STOPPING' });
  expect(drainTurn(draining, 1).blockedBy).toBe('node 2 drains');
});

it('does not count a replica whose node was started and has not caught up', () => {
  const state = stateWith([three]);
  state.catchingUp.add(2);
  expect(drainTurn(state, 1).blockedBy).toContain('orders/0');
});

it('holds a node back that is not in sync where the rest is too few: it may be about to be', () => {
  const behind = { ...three, inSyncReplicas: [2] };
  expect(drainTurn(stateWith([behind]), 1).blockedBy).toContain('orders/0');
  expect(drainTurn(stateWith([{ ...three, inSyncReplicas: [2, 3] }]), 1).blockedBy).toBe('');
});

it('does not wait for a minimum that the rest can never reach', () => {
  const alone = { replicas: [1], minInsyncReplicas: 1 };
  expect(drainTurn(stateWith([alone]), 1)).toEqual({ blockedBy: '', unguardedPartitions: 1 });
  const all = { replicas: [1, 2, 3], minInsyncReplicas: 3 };
  expect(drainTurn(stateWith([all]), 1)).toEqual({ blockedBy: '', unguardedPartitions: 1 });
});

it('waits for the whole rest where that is fewer than the minimum', () => {
  const all = { replicas: [1, 2, 3], minInsyncReplicas: 3, inSyncReplicas: [1, 2] };
  expect(drainTurn(stateWith([all]), 1).blockedBy).toContain('orders/0');
});

it('looks at both replica sets of a partition that moves', () => {
  const state = stateWith([three]);
  const [record] = state.activePartitions();
  if (record === undefined) throw new Error('There is one partition');
  const target = { replicas: [1, 4, 5], minInsyncReplicas: 2 };
  state.setPartition({ ...record, sets: [three, target], inSyncReplicas: [1, 2, 3, 4] });
  for (const nodeId of [4, 5]) state.nodeStates.set(nodeId, 'NODE_STATE_ALIVE');
  expect(drainTurn(state, 1).blockedBy).toContain('orders/0');
});
