import { callUnary } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestCluster, until } from '../../test/test-cluster.ts';

const options = { deadlineMs: 10_000 };
const partition = { topic: 'orders', partition: 0 };
let cluster: TestCluster;

beforeEach(async () => {
  cluster = await TestCluster.start({ nodes: 4 });
  await cluster.createTopic('orders', { configs: { 'retention.ms': '5000' } });
});

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

function members(): readonly number[] {
  return cluster.topic('orders')?.partitions[0]?.assignedReplicas ?? [];
}

/** The one node without a replica. */
function spare(): number {
  return [1, 2, 3, 4].find((nodeId) => !members().includes(nodeId)) ?? 0;
}

async function move(replicas: readonly number[], more = {}) {
  const reassignments = [{ partition, replicas: [...replicas] }];
  const request = { reassignments, ...more };
  const answer = await callUnary(cluster.admin, 'alterPartitionReassignments', request, options);
  return answer.results[0];
}

async function listed() {
  const answer = await callUnary(cluster.admin, 'listPartitionReassignments', {}, options);
  return answer.reassignments;
}

function replicaOn(nodeId: number) {
  return cluster.node(nodeId).replicas.get(`${cluster.topic('orders')?.topicId}/0`);
}

/** Says of every node that it has copied what others lead. */
function letCopy(nodeId: number): void {
  for (const node of cluster.nodes.values()) node.copied.add(nodeId);
}

describe('a move', () => {
  it('creates the new replica, switches when it has copied, and deletes the old one', async () => {
    const [first = 0, second = 0, third = 0] = members();
    const added = spare();
    expect(await move([first, second, added])).toMatchObject({ errorCode: '' });
    await until('the new replica', () => replicaOn(added)?.role === 'follower');
    expect(replicaOn(added)).toMatchObject({ clean: false });
    expect(members()).toEqual([first, second, third]);
    await until('it to be copied', async () => (await listed())[0]?.state === copying);
    expect(await listed()).toMatchObject([
      { partition, fromReplicas: [first, second, third], toReplicas: [first, second, added] },
    ]);

    letCopy(added);
    await until('the switch', () => members().includes(added));
    await until('the old one to go', () => replicaOn(third)?.isDeleted !== false);
    expect(members()).toEqual([first, second, added]);
    expect(await listed()).toEqual([]);
    expect(cluster.topic('orders')?.configs).toEqual({ 'retention.ms': '5000' });
  });

  it('hands the leadership over when the leader itself has moved away', async () => {
    const leader = cluster.leaderOf('orders') ?? 0;
    const others = members().filter((nodeId) => nodeId !== leader);
    const added = spare();
    letCopy(added);
    await move([added, ...others]);
    await until('the old leader to go', () => replicaOn(leader)?.isDeleted !== false);
    expect(members()).toEqual([added, ...others]);
    expect(members()).toContain(cluster.leaderOf('orders'));
    expect(replicaOn(cluster.leaderOf('orders') ?? 0)).toMatchObject({ role: 'leader' });
  });

  it('takes the leadership away from who has moved, also where every node is drained', async () => {
    const [leader = 0, ...others] = members();
    const added = spare();
    await move([...others, added]);
    await until('it to be copied', async () => (await listed())[0]?.state === copying);
    for (const nodeId of [...others, added, leader]) {
      await callUnary(cluster.admin, 'setNodeDrain', { nodeId, draining: true }, options);
    }
    expect(cluster.leaderOf('orders')).toBe(leader);
    letCopy(added);
    await until('the old leader to go', () => replicaOn(leader)?.isDeleted !== false);
    expect(members()).toContain(cluster.leaderOf('orders'));
  });

  it('says what it waits for, and goes on when the node comes back', async () => {
    const added = spare();
    await cluster.node(added).kill();
    await until('it to be dead', () => !cluster.isAlive(added));
    expect(await move([...members().slice(0, 2), added])).toMatchObject({
      errorCode: 'INVALID_REPLICA_ASSIGNMENT',
    });
    await cluster.node(added).start();
    await until('it to be back', () => cluster.isAlive(added));
    await move([...members().slice(0, 2), added]);
    await cluster.node(added).kill();
    await until('the reason', async () =>
      (await listed())[0]?.reason.includes(`node ${added} does not answer`),
    );
    letCopy(added);
    await cluster.node(added).start();
    await until('the move', () => members().includes(added));
  });

  it('can be cancelled before the switch, and leaves nothing behind', async () => {
    const before = members();
    const added = spare();
    await move([...before.slice(0, 2), added]);
    await until('the new replica', () => replicaOn(added) !== undefined);
    expect(await move([])).toMatchObject({ errorCode: '' });
    expect(await listed()).toEqual([]);
    await until('the copy to go', () => replicaOn(added)?.isDeleted !== false);
    expect(members()).toEqual(before);
    expect(await move([])).toMatchObject({ errorCode: 'NO_REASSIGNMENT_IN_PROGRESS' });
  });

  it('is checked before anything happens', async () => {
    const [first = 0, second = 0] = members();
    expect(await move([first, second, 99])).toMatchObject({
      errorCode: 'INVALID_REPLICA_ASSIGNMENT',
      errorMessage: expect.stringContaining('Nodes 99 cannot get replicas') as string,
    });
    expect(await move([first, first, second])).toMatchObject({
      errorCode: 'INVALID_REPLICA_ASSIGNMENT',
    });
    expect(await move([first, second, spare()], { validateOnly: true })).toMatchObject({
      errorCode: '',
    });
    expect(await listed()).toEqual([]);
    await expect(move([first], { bytesPerSecond: -1 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it('is taken up by the next controller', async () => {
    const added = spare();
    await move([...members().slice(0, 2), added]);
    await until('the new replica', () => replicaOn(added) !== undefined);
    const { active } = cluster;
    await cluster.addController({ controllerId: 'next' });
    await active.stop();
    letCopy(added);
    await until('the other controller', () => cluster.controllers[0]?.controller.isActive);
    await until('the move', () => members().includes(added));
    // The record may have the leader's new set from its inventory before the request is done with.
    await until('the end of the request', async () => (await listed()).length === 0);
    expect(await listed()).toEqual([]);
  });

  it('may make more replicas, or fewer', async () => {
    const added = spare();
    letCopy(added);
    await move([...members(), added]);
    await until('four replicas', () => members().length === 4);
    const [first = 0] = members();
    await move([first]);
    await until('one replica', () => members().length === 1);
    await until('the topic to say so', () => cluster.topic('orders')?.replicationFactor === 1);
    expect(members()).toEqual([first]);
  });
});

it('does not delete a replica that a rolled back store does not know of', async () => {
  const added = spare();
  letCopy(added);
  const old = await cluster.copyOfStore();
  const [first = 0, second = 0] = members();
  await move([first, second, added]);
  await until('the move', () => members().includes(added));
  const { generation } = cluster.active.controller.metadata;
  await cluster.store.swap(old);
  await until('a new generation', () => {
    const active = cluster.controllers.find(({ controller }) => controller.isActive);
    return active !== undefined && active.controller.metadata.generation !== generation;
  });
  await until('the truth', () => members().includes(added));
  expect(replicaOn(added)).toMatchObject({ isDeleted: false });
});

describe('a node that is decommissioned', () => {
  it('gives everything away, gets nothing new, and can be removed', async () => {
    const [leaving = 0] = members();
    const added = spare();
    letCopy(added);
    const request = { nodeId: leaving, bytesPerSecond: 1_000_000 };
    const begun = await callUnary(cluster.admin, 'decommissionNode', request, options);
    expect(begun.assignedReplicas).toBe(1);
    await until('it to hold nothing', () => !members().includes(leaving));
    await until('its data to go', () => replicaOn(leaving)?.isDeleted !== false);
    expect(await statusOf(leaving)).toMatchObject({ decommissioning: true, assignedReplicas: 0 });
    const other = await cluster.createTopic('other', { partitions: 3 });
    expect(other.partitions.flatMap(({ assignedReplicas }) => assignedReplicas)).not.toContain(
      leaving,
    );
    await expect(remove(leaving)).rejects.toMatchObject({
      message: expect.stringContaining('is alive') as string,
    });
    await cluster.node(leaving).kill();
    await until('it to be dead', () => !cluster.isAlive(leaving));
    await remove(leaving);
    expect(cluster.active.controller.metadata.node(leaving)).toBeUndefined();
    await expect(remove(leaving)).rejects.toMatchObject({ code: 'NODE_ID_NOT_REGISTERED' });
  });

  it('says why it cannot give away what it has, and can be kept', async () => {
    const added = spare();
    await cluster.node(added).kill();
    await until('it to be dead', () => !cluster.isAlive(added));
    const [leaving = 0] = members();
    await callUnary(cluster.admin, 'decommissionNode', { nodeId: leaving }, options);
    await until('the reason', async () =>
      (await statusOf(leaving))?.decommissionBlockedReason.includes('add a node'),
    );
    await callUnary(cluster.admin, 'decommissionNode', { nodeId: leaving, cancel: true }, options);
    await until('it to be kept', async () => (await statusOf(leaving))?.decommissioning === false);
    expect(members()).toContain(leaving);
  });

  async function statusOf(nodeId: number) {
    const { nodeStatuses } = await callUnary(cluster.admin, 'describeCluster', {}, options);
    return nodeStatuses.find((status) => status.nodeId === nodeId);
  }

  async function remove(nodeId: number): Promise<void> {
    await callUnary(cluster.admin, 'removeNode', { nodeId }, options);
  }
});

const copying = 'REASSIGNMENT_STATE_COPYING';
