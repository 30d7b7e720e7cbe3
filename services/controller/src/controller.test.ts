import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@weir/core';
import { AdminService } from '@weir/protos';
import { callUnary, ChannelPool, RpcServer, silentLogger, systemClock } from '@weir/runtime';
import { EmbeddedMetadataStore, type MetadataStore } from '@weir/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeNode } from '../test/fake-node.ts';
import { Controller } from './controller.ts';

const cleanups: (() => Promise<void> | void)[] = [];
let channels: ChannelPool;
let directory: string;
let store: EmbeddedMetadataStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-controller-'));
  channels = new ChannelPool();
  store = await openStore('store');
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  channels.close();
  await rm(directory, { recursive: true, force: true });
});

async function openStore(name: string): Promise<EmbeddedMetadataStore> {
  const opened = new EmbeddedMetadataStore({ directory: join(directory, name) });
  await opened.open();
  cleanups.push(() => opened[Symbol.asyncDispose]());
  return opened;
}

async function startController(controllerId: string, on: MetadataStore = store) {
  const server = new RpcServer({ logger: silentLogger });
  let address = '';
  const controller = new Controller({
    ...{ controllerId, store: on, channels },
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    advertisedAddress: () => address,
    // Long enough for a machine that is busy: no test waits for either to run out.
    leaseTtlMs: 20_000,
    sessionTimeoutMs: 20_000,
  });
  controller.addTo(server);
  ({ address } = await server.listen({ host: '127.0.0.1', port: 0 }));
  await controller.start();
  const stop = async (): Promise<void> => {
    await controller.stop();
    await server.stop({ graceMs: 0 });
  };
  cleanups.push(stop);
  return { controller, address, admin: channels.client(AdminService, address), stop };
}

async function startNodes(controller: string, count = 3): Promise<FakeNode[]> {
  const nodes = Array.from({ length: count }, (_, index) => new FakeNode(index + 1));
  for (const node of nodes) {
    await node.listen();
    cleanups.push(() => node.die());
    await node.register(channels, controller);
  }
  return nodes;
}

const deadline = { deadlineMs: 12_000 };

function createOrders(admin: InstanceType<typeof AdminService>) {
  return callUnary(admin, 'createTopic', { name: 'orders', partitions: 2 }, deadline);
}

it('founds a cluster, places a topic and has its replicas created, promised and led', async () => {
  const { controller, address, admin } = await startController('a');
  await expect.poll(() => controller.isActive).toBe(true);
  const nodes = await startNodes(address);
  const { topic } = await createOrders(admin);

  expect(topic?.partitions.map(({ leader, leaderEpoch }) => [leader, leaderEpoch])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(nodes.map(({ replicas }) => replicas.size)).toEqual([2, 2, 2]);
  expect(nodes.map(({ promiseCalls }) => promiseCalls)).toEqual([1, 1, 1]);
  const cluster = await callUnary(admin, 'describeCluster', {}, deadline);
  expect(cluster).toMatchObject({ controllerId: 'a', topics: 1, leaderlessPartitions: 0 });
  await expect(createOrders(admin)).rejects.toMatchObject({ code: 'TOPIC_ALREADY_EXISTS' });
});

it('elects in place of a node that dies, the replica that holds most', async () => {
  const { controller, address, admin } = await startController('a');
  await expect.poll(() => controller.isActive).toBe(true);
  const [first, , third] = await startNodes(address);
  await createOrders(admin);
  for (const replica of third?.replicas.values() ?? []) replica.logEndOffset = 10;
  await first?.die();
  await expect
    .poll(() => controller.metadata.topicByName('orders')?.partitions[0])
    .toMatchObject({ leader: 3, leaderEpoch: 2 });
  expect(controller.metadata.node(1)?.state).toBe('NODE_STATE_DEAD');
});

it('elects in place of a leader whose replica is set aside', async () => {
  const { controller, address, admin } = await startController('a');
  await expect.poll(() => controller.isActive).toBe(true);
  const [first] = await startNodes(address);
  const { topic } = await createOrders(admin);
  const replica = first?.replicas.get(`${topic?.topicId}/0`);
  if (replica !== undefined) replica.isClean = false;
  await expect
    .poll(() => controller.metadata.topicByName('orders')?.partitions[0]?.leader)
    .not.toBe(1);
  expect(controller.metadata.node(1)?.state).toBe('NODE_STATE_ALIVE');
});

it('leaves a partition without a leader, and says why, while too few replicas can vote', async () => {
  const { controller, address, admin } = await startController('a');
  await expect.poll(() => controller.isActive).toBe(true);
  const nodes = await startNodes(address);
  await createOrders(admin);
  await Promise.all([nodes[0]?.die(), nodes[1]?.die()]);
  await expect
    .poll(() => controller.metadata.topicByName('orders')?.partitions.map(({ leader }) => leader))
    .toEqual([undefined, undefined]);
  const [partition] = controller.metadata.topicByName('orders')?.partitions ?? [];
  expect(partition?.leaderlessReason).not.toBe('');
});

it('answers as a standby with the address of the active one, and takes over when that is gone', async () => {
  const first = await startController('a');
  await expect.poll(() => first.controller.isActive).toBe(true);
  const second = await startController('b');
  await startNodes(first.address, 1);
  await expect
    .poll(() =>
      callUnary(second.admin, 'describeCluster', {}, deadline).catch((error: unknown) => error),
    )
    .toMatchObject({ code: 'NOT_CONTROLLER', metadata: { controller: first.address } });
  await first.stop();
  await expect.poll(() => second.controller.isActive).toBe(true);
  const cluster = await callUnary(second.admin, 'describeCluster', {}, deadline);
  expect(cluster).toMatchObject({ controllerId: 'b', controllerAddress: second.address });
});

it('rebuilds a store that lost everything from what the nodes hold', async () => {
  const first = await startController('a');
  await expect.poll(() => first.controller.isActive).toBe(true);
  const nodes = await startNodes(first.address);
  const { topic } = await createOrders(first.admin);
  const clusterId = nodes[0]?.registered?.clusterId ?? '';
  await first.stop();

  const second = await startController('b', await openStore('emptied'));
  await expect.poll(() => second.controller.isActive).toBe(true);
  for (const node of nodes) await node.register(channels, second.address, clusterId);
  await expect
    .poll(() =>
      second.controller.metadata.topicByName('orders')?.partitions.map(({ leader }) => leader),
    )
    .toEqual([1, 2]);
  expect(second.controller.metadata.topicByName('orders')?.topicId).toBe(topic?.topicId);
  expect(second.controller.metadata.clusterId).toBe(clusterId);
  expect(nodes.every(({ replicas }) => replicas.size === 2)).toBe(true);
});

it('deletes a topic on its nodes and lets its name be used again at once', async () => {
  const { controller, address, admin } = await startController('a');
  await expect.poll(() => controller.isActive).toBe(true);
  const nodes = await startNodes(address);
  const { topic } = await createOrders(admin);
  await callUnary(admin, 'deleteTopic', { name: 'orders' }, deadline);
  expect(nodes.map(({ replicas }) => replicas.size)).toEqual([0, 0, 0]);
  expect((await createOrders(admin)).topic?.topicId).not.toBe(topic?.topicId);
});

it('refuses a node of another cluster, and a second node of the same id', async () => {
  const { controller, address } = await startController('a');
  await expect.poll(() => controller.isActive).toBe(true);
  await startNodes(address, 1);
  const stranger = new FakeNode(2);
  const twin = new FakeNode(1);
  for (const node of [stranger, twin]) {
    await node.listen();
    cleanups.push(() => node.die());
  }
  await expect(stranger.register(channels, address, 'elsewhere')).rejects.toMatchObject({
    code: 'INCONSISTENT_CLUSTER_ID',
  });
  await expect(twin.register(channels, address)).rejects.toMatchObject({ code: 'NODE_ID_IN_USE' });
});

it('gives a named producer its id again with a higher epoch', async () => {
  const { controller, admin } = await startController('a');
  await expect.poll(() => controller.isActive).toBe(true);
  const register = () => callUnary(admin, 'registerProducer', { name: 'billing' }, deadline);
  const first = await register();
  const second = await register();
  expect(second).toEqual({ ...first, producerEpoch: first.producerEpoch + 1 });
  await expect(callUnary(admin, 'registerProducer', { name: '' }, deadline)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  });
});
