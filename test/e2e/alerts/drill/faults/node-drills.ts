import { eventually } from '../../../../harness/eventually.ts';
import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, kill, repeat, undoAll } from '../drill-scene.ts';

const flapMs = 3_000;

/** Storage nodes that die, come and go, and elections that follow. */
export const nodeDrills: readonly AlertDrill[] = [
  {
    name: 'node-killed',
    what: '`kill -9` of storage node 1 of three, which stays dead, then is started again',
    alerts: [
      'WeirNodeDown',
      'WeirPartitionUnderReplicated',
      'WeirScrapeDown',
      'WeirLeaderImbalance',
    ],
    begin: ({ cluster }) => kill([cluster.node(1)]),
  },
  {
    name: 'two-nodes-killed',
    what: '`kill -9` of storage nodes 1 and 2 of three while records are written, then both are started again',
    alerts: ['WeirPartitionUnderMinIsr', 'WeirProduceErrors', 'WeirOffsetsJournalBehind'],
    begin: ({ cluster }) => kill([cluster.node(1), cluster.node(2)]),
  },
  {
    name: 'all-nodes-killed',
    what: '`kill -9` of all storage nodes, then all are started again',
    alerts: ['WeirPartitionLeaderless', 'WeirServiceMissing'],
    begin: ({ cluster }) => kill(cluster.byRole('storage-node')),
  },
  {
    name: 'voters-missing',
    what: '`kill -9` of two of three nodes, first the one and, when it was out of sync, the leader of a partition',
    alerts: ['WeirElectionsUndecided'],
    begin: killInTurn,
  },
  {
    name: 'node-flapping',
    what: 'storage node 1 killed with `kill -9` and started again every few seconds',
    alerts: ['WeirRestartsOften', 'WeirNodeDeathsRepeat', 'WeirElectionsOften', 'WeirIsrChurn'],
    begin: async ({ cluster }) => flap(cluster.node(1).process),
  },
  {
    name: 'unclean-election',
    what:
      'node 1 killed, records written to node 2 alone, node 2 killed, node 1 started, ' +
      '`weir partition elect --unclean`',
    alerts: ['WeirUncleanElection'],
    begin: electUnclean,
  },
  {
    name: 'node-cannot-follow',
    what: 'storage node 1 killed and started again while nothing gets through between it and the other nodes',
    alerts: ['WeirNodeRecoverySlow'],
    environment: 'proxied',
    begin: cutOffFollower,
  },
  {
    name: 'move-to-silent-node',
    what: 'a partition moved to a fourth node, while nothing gets through between that and the other nodes',
    alerts: ['WeirMovesStuck'],
    environment: 'proxied',
    cluster: { nodes: 4 },
    patienceMs: 180_000,
    begin: moveToSilentNode,
  },
];

async function killInTurn({ cluster, admin, topic }: DrillScene): Promise<Undo> {
  const { topic: described } = await admin.describeTopic(topic);
  const leader = described.partitions[0]?.leader ?? 1;
  const others = [1, 2, 3].filter((nodeId) => nodeId !== leader).map((id) => cluster.node(id));
  const bringBack = await kill(others.slice(0, 1));
  const shrunk = { timeoutMs: 60_000, intervalMs: 200, what: 'In-sync sets of two' };
  await eventually(async () => {
    const { topic: now } = await admin.describeTopic(topic);
    return now.partitions.every(({ inSyncReplicas }) => inSyncReplicas.length === 2);
  }, shrunk);
  return undoAll(bringBack, await kill([cluster.node(leader)]));
}

function flap(process: { start: () => void; kill: () => Promise<void>; isRunning: boolean }): Undo {
  const stop = repeat(async () => {
    if (process.isRunning) await process.kill();
    else process.start();
  }, flapMs);
  return async () => {
    await stop();
    if (!process.isRunning) process.start();
  };
}

async function electUnclean({ cluster, admin, weir }: DrillScene): Promise<Undo> {
  const risky = { topic: 'risky', partition: 0 };
  const configs = { 'min.insync.replicas': '1' };
  await admin.createTopic({ name: risky.topic, assignments: [[2, 1]], configs });
  await using producer = weir.producer();
  await producer.send({ topic: risky.topic, value: 'on both' });
  await cluster.node(1).process.kill();
  await producer.send({ topic: risky.topic, value: 'on node 2 alone' });
  await cluster.node(2).process.kill();
  cluster.node(1).process.start();
  await eventually(
    async () => {
      const [result] = await admin.electLeaders({ type: 'unclean', partitions: [risky] });
      return result?.errorCode === '';
    },
    { timeoutMs: 60_000, intervalMs: 500, what: 'The unclean election' },
  );
  return async () => {
    cluster.node(2).process.start();
  };
}

async function cutOffFollower({ cluster }: DrillScene): Promise<Undo> {
  const [first, ...others] = cluster.byRole('storage-node');
  if (first === undefined) throw new Error('There is no storage node');
  await first.process.kill();
  for (const { name } of others) cluster.network.block(first.name, name);
  first.process.start();
  return async () => {
    cluster.network.heal();
  };
}

async function moveToSilentNode({ cluster, admin, topic }: DrillScene): Promise<Undo> {
  const target = cluster.node(4);
  for (const { name } of cluster.byRole('storage-node')) {
    if (name !== target.name) cluster.network.block(target.name, name);
  }
  const [result] = await admin.movePartitions({
    moves: [{ topic, partition: 0, replicas: [1, 2, 4] }],
  });
  if (result?.errorCode !== '') throw new Error(`The move was refused: ${result?.errorMessage}`);
  return async () => {
    cluster.network.heal();
  };
}
