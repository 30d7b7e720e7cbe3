import { setTimeout as wait } from 'node:timers/promises';
import type { ClusterMember } from '../../harness/local-cluster.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { type ChaosFault, nothingToUndo, type Undo } from '../chaos-fault.ts';
import { findActiveController, findLeader, type Scene } from '../scene.ts';

/** Processes that are killed, stopped and restarted. */
export const processFaults: readonly ChaosFault[] = [
  {
    name: 'kill-leader',
    what: "kill -9 of a partition's leader",
    environment: 'plain',
    mayRedeliver: false,
    begin: async (scene) => killAll([await findLeader(scene)]),
  },
  {
    name: 'kill-leader-and-controller',
    what: 'kill -9 of leader and active controller together',
    environment: 'plain',
    mayRedeliver: false,
    begin: async (scene) => killAll([await findLeader(scene), await findActiveController(scene)]),
  },
  {
    name: 'kill-coordinators',
    what: 'kill -9 of all coordinators',
    environment: 'plain',
    mayRedeliver: false,
    begin: ({ cluster }) => killAll(cluster.byRole('coordinator')),
  },
  {
    name: 'kill-two-nodes',
    what: 'kill -9 of two of three storage nodes',
    environment: 'plain',
    mayRedeliver: false,
    begin: ({ cluster }) => killAll(cluster.byRole('storage-node').slice(0, 2)),
  },
  {
    name: 'kill-everything',
    what: 'kill -9 of every process, Redis too',
    environment: 'plain',
    mayRedeliver: true,
    begin: ({ cluster }) => killAll(cluster.members),
  },
  {
    name: 'stop-leader',
    what: 'SIGSTOP, later SIGCONT, of the leader',
    environment: 'plain',
    mayRedeliver: false,
    begin: async (scene) => pause(await findLeader(scene)),
  },
  {
    name: 'stop-controller',
    what: 'SIGSTOP, later SIGCONT, of the active controller',
    environment: 'plain',
    mayRedeliver: false,
    begin: async (scene) => pause(await findActiveController(scene)),
  },
  {
    name: 'stop-leader-briefly',
    what: 'SIGSTOP of the leader for 300 ms, five times',
    environment: 'plain',
    mayRedeliver: false,
    async begin(scene) {
      const leader = await findLeader(scene);
      for (let round = 0; round < 5; round += 1) {
        const undo = pause(leader);
        await wait(300);
        await undo();
        await wait(300);
      }
      return nothingToUndo;
    },
  },
  {
    name: 'rolling-restart',
    what: 'SIGTERM and restart of every service, one after the other',
    environment: 'plain',
    mayRedeliver: false,
    begin: restartAll,
  },
];

async function killAll(victims: readonly ClusterMember[]): Promise<Undo> {
  for (const { process } of victims) process.signal('SIGKILL');
  await Promise.all(victims.map(({ process }) => process.exited()));
  return async () => {
    for (const { process } of victims) process.start();
  };
}

function pause({ process }: ClusterMember): Undo {
  process.signal('SIGSTOP');
  return async () => {
    process.signal('SIGCONT');
  };
}

async function restartAll({ cluster, admin, topic }: Scene): Promise<Undo> {
  for (const { role, process } of cluster.members) {
    if (role === 'redis') continue;
    await process.stop();
    process.start();
    await cluster.whenReady(60_000);
    await whenInSync(admin, topic);
  }
  return nothingToUndo;
}
