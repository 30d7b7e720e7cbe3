import type { InventoryReplica } from '@weir/protos';
import { silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';
import { ElectionBench } from '../../test/election-bench.ts';
import type { ActiveContext } from '../cluster/active-context.ts';
import { MetadataPublisher } from '../cluster/metadata-publisher.ts';
import { SerialQueue } from '../cluster/serial-queue.ts';
import { InventoryReconciler } from './inventory-reconciler.ts';

const sets = [{ replicas: [1, 2, 3], minInsyncReplicas: 2 }];

function held(nodeId: number, more: Partial<InventoryReplica> = {}): InventoryReplica {
  return {
    ...{
      topicId: 't',
      partition: 0,
      isDeleted: false,
      isFailed: false,
      isLeader: false,
      isVoteLost: false,
    },
    ...{ promisedEpoch: 1, proposalId: '', inSyncReplicas: [], cachedLeader: -1 },
    state: {
      ...{ incarnation: `i-${nodeId}`, clean: true, lastEpoch: 1, logEndOffset: 3 },
      ...{ logStartOffset: 0, highWatermark: 0 },
      config: { sets, offset: -1, leaderEpoch: 0 },
    },
    ...more,
  };
}

async function start() {
  const bench = new ElectionBench([1, 2, 3], 2);
  await bench.addTopic(1);
  const { state, view, writer, runner, nodes, stop, differing } = bench;
  const identity = { generation: '1', controllerAddress: '' };
  const context = {
    ...{ state, writer, calls: nodes, elections: runner, logger: silentLogger },
    publisher: new MetadataPublisher(state, view, identity),
    signal: stop.signal,
    deletions: new SerialQueue(),
    onNodeDiffers: (nodeId: number) => differing.push(nodeId),
  };
  const reconciler = new InventoryReconciler(context as unknown as ActiveContext);
  return { nodes, state, differing, reconciler };
}

it('tells the other members of a leader that the store did not know', async () => {
  const { nodes, reconciler } = await start();
  const leader = { isLeader: true, promisedEpoch: 3, proposalId: 'p', inSyncReplicas: [1] };
  nodes.inventories.set(1, [held(1, leader)]);
  await reconciler.reconcile(1);
  const told = nodes.told.filter(({ asked }) => asked.leader === 1 && asked.leaderEpoch === 3);
  expect(new Set(told.map(({ nodeId }) => nodeId))).toEqual(new Set([1, 2, 3]));
});

it('looks at members that may lack their replica of what the store did not know', async () => {
  const { nodes, reconciler, differing } = await start();
  const leader = { isLeader: true, promisedEpoch: 3, proposalId: 'p', inSyncReplicas: [1] };
  nodes.inventories.set(1, [held(1, leader)]);
  await reconciler.reconcile(1);
  expect(differing).toEqual([2, 3]);
});

it('wants a higher epoch when a member has promised another proposal of the leader’s', async () => {
  const { nodes, reconciler, state } = await start();
  nodes.inventories.set(3, [held(3, { proposalId: 'of another controller' })]);
  await reconciler.reconcile(3);
  expect(state.facts.highestPromise('t/0')).toBe(2);
});
