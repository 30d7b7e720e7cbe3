import type { ChaosFault, Undo } from '../chaos-fault.ts';
import { clientName } from '../../harness/network/cluster-network.ts';
import { findActiveController, findLeader, type Scene } from '../scene.ts';

const slowMs = 100;

/** Connections that go silent or slow, through the proxies of the harness. */
export const networkFaults: readonly ChaosFault[] = [
  {
    name: 'isolate-leader',
    what: 'the leader is cut off from all, clients too',
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      const { name } = await findLeader(scene);
      for (const other of othersThan(name, scene)) scene.cluster.network.block(name, other);
      scene.cluster.network.block(name, clientName);
      return heal(scene);
    },
  },
  {
    name: 'isolate-leader-but-clients',
    what: 'the leader is cut off from all services, clients reach it',
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      const { name } = await findLeader(scene);
      for (const other of othersThan(name, scene)) scene.cluster.network.block(name, other);
      return heal(scene);
    },
  },
  {
    name: 'mute-leader',
    what: 'one way: nobody hears the leader, it hears all',
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      const { name } = await findLeader(scene);
      for (const other of othersThan(name, scene)) scene.cluster.network.silence(name, other);
      return heal(scene);
    },
  },
  {
    name: 'deafen-leader',
    what: 'one way: the leader hears nobody, all hear it',
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      const { name } = await findLeader(scene);
      for (const other of othersThan(name, scene)) scene.cluster.network.silence(other, name);
      return heal(scene);
    },
  },
  {
    name: 'leader-from-nodes',
    what: 'the leader is cut off from the other storage nodes, not from the rest',
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      const { name } = await findLeader(scene);
      for (const node of scene.cluster.byRole('storage-node')) {
        if (node.name !== name) scene.cluster.network.block(name, node.name);
      }
      return heal(scene);
    },
  },
  {
    name: 'controller-from-nodes',
    what: 'the active controller is cut off from the storage nodes',
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      const { name } = await findActiveController(scene);
      for (const node of scene.cluster.byRole('storage-node')) {
        scene.cluster.network.block(name, node.name);
      }
      return heal(scene);
    },
  },
  {
    name: 'services-from-redis',
    what: 'Redis is cut off from all',
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      for (const other of othersThan('redis', scene)) scene.cluster.network.block('redis', other);
      return heal(scene);
    },
  },
  {
    name: 'slow-link',
    what: `all bytes from and to the leader take ${slowMs} ms`,
    environment: 'proxied',
    mayRedeliver: false,
    async begin(scene) {
      const { name } = await findLeader(scene);
      for (const other of [...othersThan(name, scene), clientName]) {
        scene.cluster.network.slow(name, other, slowMs);
      }
      return heal(scene);
    },
  },
];

function othersThan(name: string, { cluster }: Scene): string[] {
  return cluster.members.map((member) => member.name).filter((other) => other !== name);
}

function heal({ cluster }: Scene): Undo {
  return async () => {
    cluster.network.heal();
  };
}
