import { eventually } from '../../harness/eventually.ts';
import { type ChaosFault, nothingToUndo, type Undo } from '../chaos-fault.ts';
import type { Scene } from '../scene.ts';

const movedTimeoutMs = 120_000;

/** Storage nodes that come and go for good. */
export const membershipFaults: readonly ChaosFault[] = [
  {
    name: 'add-node',
    what: "a fourth storage node joins and takes every leader's place",
    environment: 'plain',
    mayRedeliver: false,
    begin: moveToNewNode,
  },
  {
    name: 'decommission-node',
    what: 'a fourth storage node joins, node 1 is emptied and then killed',
    environment: 'plain',
    mayRedeliver: false,
    begin: emptyFirstNode,
  },
];

async function moveToNewNode({ cluster, admin, topic }: Scene): Promise<Undo> {
  const { nodeId } = await cluster.addNode();
  await cluster.whenReady(movedTimeoutMs);
  const { topic: before } = await admin.describeTopic(topic);
  const moves = before.partitions.map(({ partition, leader, assignedReplicas }) => ({
    topic,
    partition,
    replicas: [nodeId, ...assignedReplicas.filter((replica) => replica !== leader)],
  }));
  const results = await admin.movePartitions({ moves });
  const refused = results.find(({ errorCode }) => errorCode !== '');
  if (refused !== undefined) throw new Error(`A move was refused: ${refused.errorMessage}`);
  await eventually(
    async () => {
      const { topic: now } = await admin.describeTopic(topic);
      const ongoing = await admin.listMoves();
      if (ongoing.length > 0) throw new Error(JSON.stringify(ongoing));
      return now.partitions.every(({ assignedReplicas }) => assignedReplicas.includes(nodeId));
    },
    { timeoutMs: movedTimeoutMs, intervalMs: 100, what: 'The moves to the new node' },
  );
  return nothingToUndo;
}

async function emptyFirstNode({ cluster, admin }: Scene): Promise<Undo> {
  await cluster.addNode();
  await cluster.whenReady(movedTimeoutMs);
  await admin.decommissionNode(1);
  await eventually(
    async () => {
      const { nodeStatuses } = await admin.describeCluster();
      const status = nodeStatuses.find(({ nodeId }) => nodeId === 1);
      if (status?.assignedReplicas !== 0 || status.replicas !== 0) {
        throw new Error(JSON.stringify({ status, moves: await admin.listMoves() }));
      }
      return true;
    },
    { timeoutMs: movedTimeoutMs, intervalMs: 100, what: 'The emptying of node 1' },
  );
  const { process } = cluster.node(1);
  await process.kill('SIGKILL');
  return async () => {
    process.start();
  };
}
