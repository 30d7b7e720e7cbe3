import { callUnary } from '@weir/runtime';
import { afterEach, expect, it } from 'vitest';
import { TestCluster, until } from '../../test/test-cluster.ts';

let cluster: TestCluster;
const options = { deadlineMs: 15_000 };

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function start(controllers = 1): Promise<void> {
  const controller = { leaderBalanceIntervalMs: 100 };
  cluster = await TestCluster.start({ controllers, controller });
}

function setDrain(nodeId: number, draining = true) {
  return callUnary(cluster.admin, 'setNodeDrain', { nodeId, draining }, options);
}

function leadersOf(name: string): (number | undefined)[] {
  return cluster.topic(name)?.partitions.map(({ leader }) => leader) ?? [];
}

async function isDraining(nodeId: number): Promise<boolean | undefined> {
  const { nodeStatuses } = await callUnary(cluster.admin, 'describeCluster', {}, options);
  return nodeStatuses.find((status) => status.nodeId === nodeId)?.draining;
}

it('moves the leaderships of a node at once, gives it no others, and gives them back when it is undone', async () => {
  await start();
  await cluster.createTopic('orders', { partitions: 6 });
  expect(leadersOf('orders')).toContain(1);
  expect(await setDrain(1)).toEqual({ remainingLeaders: 0, blockedReason: '' });
  expect(leadersOf('orders')).not.toContain(1);
  expect(cluster.isAlive(1)).toBe(true);
  expect(await isDraining(1)).toBe(true);

  const more = await cluster.createTopic('more', { partitions: 6 });
  const preferred = more.partitions.map(({ assignedReplicas }) => assignedReplicas[0]);
  expect(preferred).toContain(1);
  expect(leadersOf('more')).not.toContain(1);
  const { results } = await callUnary(
    cluster.admin,
    'electLeaders',
    { type: 'ELECTION_TYPE_PREFERRED' },
    options,
  );
  expect(new Set(results.map(({ errorCode }) => errorCode))).toEqual(
    new Set(['PREFERRED_LEADER_NOT_AVAILABLE']),
  );

  expect(await setDrain(1, false)).toEqual({ remainingLeaders: 0, blockedReason: '' });
  expect(await isDraining(1)).toBe(false);
  await until('its share', () => leadersOf('orders').includes(1) && leadersOf('more').includes(1));
});

it('says why leaderships cannot move, and moves them when another replica is in sync', async () => {
  await start();
  const { topicId } = await cluster.createTopic('orders');
  const leader = cluster.leaderOf('orders') ?? 0;
  await cluster.node(leader).reportInSync(topicId, [leader]);
  const { remainingLeaders, blockedReason } = await setDrain(leader);
  expect(remainingLeaders).toBe(1);
  expect(blockedReason).toMatch(
    /^1 partitions, orders\/0 among them, have no other replica in sync/,
  );
  expect(cluster.leaderOf('orders')).toBe(leader);

  await cluster.node(leader).reportInSync(topicId, [1, 2, 3]);
  await until('another leader', () => cluster.leaderOf('orders') !== leader);
});

it('lets a node lead what no other can, until another one can', async () => {
  await start();
  const { topicId } = await cluster.createTopic('orders');
  const leader = cluster.leaderOf('orders') ?? 0;
  const [drained = 0, other = 0] = [1, 2, 3].filter((nodeId) => nodeId !== leader);
  await setDrain(drained);
  for (const nodeId of [leader, drained]) cluster.node(nodeId).replica(topicId, 0).logEndOffset = 5;
  cluster.node(other).replica(topicId, 0).lastEpoch = 0;
  await cluster.node(leader).kill();
  await until('the drained one to lead', () => cluster.leaderOf('orders') === drained);

  Object.assign(cluster.node(other).replica(topicId, 0), { lastEpoch: 2, logEndOffset: 5 });
  await cluster.node(drained).reportInSync(topicId, [drained, other]);
  await until('the other one to lead', () => cluster.leaderOf('orders') === other);
  expect(await isDraining(drained)).toBe(true);
});

it('refuses a node that there is not', async () => {
  await start();
  await expect(setDrain(9)).rejects.toMatchObject({
    code: 'NODE_ID_NOT_REGISTERED',
    message: expect.stringContaining('known are [1, 2, 3]') as string,
  });
});

it('holds when the node starts anew and when another controller takes over', async () => {
  await start(2);
  await cluster.createTopic('orders', { partitions: 6 });
  await setDrain(1);
  await cluster.node(1).kill();
  await until('it to be dead', () => !cluster.isAlive(1));
  await cluster.node(1).start();
  await until('it to be back', () => cluster.isAlive(1));
  expect(await isDraining(1)).toBe(true);

  await cluster.active.kill();
  await until('the standby to be active', () =>
    cluster.controllers.some(({ controller }) => controller.isActive),
  );
  await until('the nodes', () => [1, 2, 3].every((nodeId) => cluster.isAlive(nodeId)));
  expect(await isDraining(1)).toBe(true);
  await cluster.createTopic('more', { partitions: 6 });
  expect(leadersOf('more')).not.toContain(1);
});

it('is something else than the drain of a node that stops', async () => {
  await start();
  await cluster.createTopic('orders', { partitions: 6 });
  await setDrain(1);
  const drain = (nodeId: number) => {
    const { nodeEpoch } = cluster.node(nodeId);
    const request = { nodeId, nodeEpoch, waitsForTurn: true };
    return callUnary(cluster.registry, 'drainNode', request, options);
  };
  expect(await drain(2)).toMatchObject({ remainingLeaders: 0, blockedBy: '' });
  expect(new Set(leadersOf('orders'))).toEqual(new Set([3]));

  const stream = cluster.registry.Heartbeat();
  stream.on('error', () => undefined);
  for (const nodeId of [1, 2]) {
    stream.write({ nodeId, nodeEpoch: cluster.node(nodeId).nodeEpoch, isDraining: false });
  }
  await until('node 2 to be alive', () => cluster.isAlive(2));
  expect(await isDraining(1)).toBe(true);
  expect(await isDraining(2)).toBe(false);
  stream.cancel();
});
