import { createServer, type Socket } from 'node:net';
import type { AssignedPartition } from '@weir/protos';
import { splitAddress } from '@weir/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { Cluster } from '../cluster/cluster.ts';
import { Membership } from './membership.ts';

let fake: FakeCluster;
let cluster: Cluster;

beforeEach(async () => {
  fake = await FakeCluster.start();
  fake.createTopic('t', 2);
  cluster = new Cluster({ bootstrap: fake.address });
  await cluster.connect();
});

afterEach(async () => {
  await cluster.close();
  await fake[Symbol.asyncDispose]();
});

interface Told {
  readonly assigned: number[][];
  readonly revoked: number[][];
  readonly lost: number[][];
  letGo: Promise<void>;
}

function member(): { readonly membership: Membership; readonly told: Told } {
  const told: Told = { assigned: [], revoked: [], lost: [], letGo: Promise.resolve() };
  const numbers = (partitions: readonly AssignedPartition[]): number[] =>
    partitions.map(({ partition }) => partition);
  const membership = new Membership({
    cluster,
    groupId: 'g',
    instanceId: '',
    interest: { topics: ['t'] },
    assignor: '',
    rack: '',
    sessionTimeoutMs: 10_000,
    disconnectGraceMs: 0,
    rebalanceTimeoutMs: 10_000,
    resume: undefined,
    onJoined: () => undefined,
    onResumed: (partitions) => told.assigned.push(numbers(partitions)),
    onAssigned: (partitions) => told.assigned.push(numbers(partitions)),
    onRevoked: async (partitions) => {
      told.revoked.push(numbers(partitions));
      await told.letGo;
    },
    onLost: (partitions) => told.lost.push(numbers(partitions)),
    onSettled: () => undefined,
    readers: () => [],
    onFailed: () => undefined,
  });
  return { membership, told };
}

it('says nothing of an assignment of an earlier life', async () => {
  const { membership, told } = member();
  membership.start();
  await eventually(() => told.assigned.length === 1);
  const hold = Promise.withResolvers<void>();
  told.letGo = hold.promise;
  const { membership: other } = member();
  other.start();
  await eventually(() => told.revoked.length === 1);
  const { memberEpoch } = membership;
  fake.groups.fence('member-1');
  await eventually(() => fake.groups.members.has('member-3'));
  await eventually(() => membership.memberId === 'member-3');
  expect(told.lost).toEqual([[0, 1]]);
  hold.resolve();
  await eventually(() => fake.groups.owned.some(({ memberId }) => memberId === 'member-3'));
  const epochs = fake.groups.owned
    .filter(({ memberId }) => memberId === 'member-3')
    .map((owned) => owned.memberEpoch);
  expect(epochs.every((epoch) => epoch > memberEpoch)).toBe(true);
  await Promise.all([membership.leave(1_000), other.leave(1_000)]);
});

it('leaves at once while it only tries to connect', async () => {
  const { membership, told } = member();
  membership.start();
  await eventually(() => told.assigned.length === 1);
  await fake.stopNode(1);
  // Takes connections, and is silent.
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  const { host, port } = splitAddress(fake.address);
  await new Promise<void>((resolve) => {
    silent.listen(port, host, resolve);
  });
  await eventually(() => sockets.length > 0);
  const startedAtMs = performance.now();
  await membership.leave(5_000);
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => {
    silent.close(resolve);
  });
});
