import { callUnary } from '@weir/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestCluster, until } from '../../test/test-cluster.ts';

const options = { deadlineMs: 10_000 };
let cluster: TestCluster;

beforeEach(async () => {
  cluster = await TestCluster.start({ nodes: 4 });
  // Nothing on node 4, as if it had just been added.
  const assignments = [
    [1, 2, 3],
    [1, 3, 2],
    [1, 2, 3],
    [2, 3, 1],
  ].map((replicas, partition) => ({ partition, replicas }));
  await callUnary(cluster.admin, 'createTopic', { name: 'orders', assignments }, options);
  for (const node of cluster.nodes.values()) {
    for (const nodeId of [1, 2, 3, 4]) node.copied.add(nodeId);
  }
});

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function balance(request = {}) {
  return (await callUnary(cluster.admin, 'balanceReplicas', request, options)).moves;
}

async function ongoing(): Promise<number> {
  const answer = await callUnary(cluster.admin, 'listPartitionReassignments', {}, options);
  return answer.reassignments.length;
}

function counts(of: (replicas: readonly number[], nodeId: number) => boolean): number[] {
  const partitions = cluster.topic('orders')?.partitions ?? [];
  return [1, 2, 3, 4].map(
    (nodeId) => partitions.filter(({ assignedReplicas }) => of(assignedReplicas, nodeId)).length,
  );
}

it('gives a new node its share, and then finds nothing to do', async () => {
  const planned = await balance({ validateOnly: true });
  expect(await ongoing()).toBe(0);
  const moves = await balance({ bytesPerSecond: 1_000_000 });
  expect(moves).toEqual(planned);
  expect(moves.length).toBeGreaterThanOrEqual(3);
  for (const { partition, fromReplicas, toReplicas } of moves) {
    const index = partition?.partition ?? 0;
    expect(fromReplicas).not.toEqual(toReplicas);
    expect(partition?.topic).toBe('orders');
    expect(cluster.topic('orders')?.partitions[index]?.partition).toBe(index);
  }
  // What is on its way already is not moved again.
  expect(await balance()).toEqual([]);
  await until('the moves', async () => (await ongoing()) === 0);
  expect(counts((replicas, nodeId) => replicas.includes(nodeId))).toEqual([3, 3, 3, 3]);
  expect(counts((replicas, nodeId) => replicas[0] === nodeId)).toEqual([1, 1, 1, 1]);
  expect(await balance()).toEqual([]);
});

it('counts on no node that is away or is to go, and takes nothing from it', async () => {
  await callUnary(cluster.admin, 'decommissionNode', { nodeId: 4 }, options);
  const moves = await balance();
  // Leaderships alone.
  for (const { fromReplicas, toReplicas } of moves) {
    expect(new Set(toReplicas)).toEqual(new Set(fromReplicas));
  }
  await until('the moves', async () => (await ongoing()) === 0);
  expect(counts((replicas, nodeId) => replicas.includes(nodeId))).toEqual([4, 4, 4, 0]);
  const leaderships = counts((replicas, nodeId) => replicas[0] === nodeId);
  expect(leaderships[3]).toBe(0);
  expect(Math.max(...leaderships)).toBe(2);
});

it('refuses a negative throttle', async () => {
  await expect(balance({ bytesPerSecond: -1 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
