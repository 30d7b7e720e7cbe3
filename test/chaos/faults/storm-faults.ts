import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClusterMember } from '../../harness/local-cluster.ts';
import { type ClusterNetwork, clientName } from '../../harness/network/cluster-network.ts';
import { type ChaosFault, nothingToUndo, type Undo } from '../chaos-fault.ts';
import type { Scene } from '../scene.ts';

const rounds = 12;
const maxPauseMs = 700;
const slowMs = 200;

/** Many faults, one on the heels of the other. What was done is in the trial's `nemesis.log`. */
export const stormFaults: readonly ChaosFault[] = [
  {
    name: 'process-storm',
    what: `${rounds} random processes killed and restarted, or stopped for a moment`,
    environment: 'plain',
    mayRedeliver: true,
    begin: stormOfProcesses,
  },
  {
    name: 'network-storm',
    what: `${rounds} random processes cut off from most others, one way or both, or slowed down`,
    environment: 'proxied',
    mayRedeliver: true,
    begin: stormOfLinks,
  },
];

async function stormOfProcesses({ cluster, note }: Scene): Promise<Undo> {
  for (let round = 0; round < rounds; round += 1) {
    const { name, process } = pick(cluster.members);
    const isKill = pick([true, false]);
    await note(`${isKill ? 'kill' : 'stop'} ${name}`);
    if (isKill) await process.kill('SIGKILL');
    else process.signal('SIGSTOP');
    await pause();
    if (isKill) process.start();
    else process.signal('SIGCONT');
    await note(`${name} is back`);
    await pause();
  }
  return nothingToUndo;
}

async function stormOfLinks({ cluster, note }: Scene): Promise<Undo> {
  const names = [...cluster.members.map(({ name }: ClusterMember) => name), clientName];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 4 === 3) {
      await note('heal');
      cluster.network.heal();
    }
    const victim = pick(names);
    const action = pick(linkActions);
    await note(`${action} ${victim}`);
    for (const other of names) {
      // Now and then somebody still reaches it.
      if (other !== victim && randomInt(4) > 0) act(cluster.network, action, [victim, other]);
    }
    await pause();
  }
  return async () => {
    cluster.network.heal();
  };
}

const linkActions = ['block', 'mute', 'deafen', 'slow'] as const;

function act(
  network: ClusterNetwork,
  action: (typeof linkActions)[number],
  [victim, other]: readonly [string, string],
): void {
  if (action === 'block') network.block(victim, other);
  else if (action === 'mute') network.silence(victim, other);
  else if (action === 'deafen') network.silence(other, victim);
  else network.slow(victim, other, slowMs);
}

async function pause(): Promise<void> {
  await wait(randomInt(maxPauseMs));
}

function pick<Item>(items: readonly Item[]): Item {
  const item = items[randomInt(items.length)];
  if (item === undefined) throw new Error('Nothing to choose from');
  return item;
}
