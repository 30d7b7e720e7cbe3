import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeReplicas, type PlacementNode } from './place-replicas.ts';

const node = (nodeId: number, host = `h${nodeId}`, rack = ''): PlacementNode => ({
  nodeId,
  host,
  rack,
});

it('balances leaders and replicas over the nodes', () => {
  const placed = placeReplicas({
    partitions: 6,
    replicationFactor: 3,
    nodes: [node(1), node(2), node(3)],
    existing: [],
  });
  expect(countBy(placed.map(([leader]) => leader ?? 0))).toEqual({ 1: 2, 2: 2, 3: 2 });
});

it('spreads a partition over racks before hosts before nodes', () => {
  const nodes = [node(1, 'a', 'r1'), node(2, 'a', 'r1'), node(3, 'b', 'r1'), node(4, 'c', 'r2')];
  for (const replicas of placeReplicas({
    partitions: 8,
    replicationFactor: 2,
    nodes,
    existing: [],
  })) {
    expect(replicas).toContain(4);
  }
  const sameRack = nodes.slice(0, 3);
  for (const replicas of placeReplicas({
    partitions: 8,
    replicationFactor: 2,
    nodes: sameRack,
    existing: [],
  })) {
    expect(replicas).toContain(3);
  }
});

it('gives new partitions to the nodes that have least', () => {
  const placed = placeReplicas({
    partitions: 2,
    replicationFactor: 1,
    nodes: [node(1), node(2), node(3)],
    existing: [[1], [1], [2]],
  });
  expect(placed).toEqual([[3], [2]]);
});

it('names both numbers when there are too few nodes', () => {
  expect(() =>
    placeReplicas({ partitions: 1, replicationFactor: 5, nodes: [node(1)], existing: [] }),
  ).toThrow(/factor 5 .* nodes, 1/);
});

it('never repeats a node in a partition and stays within one replica of even', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 40 }),
      (nodeCount, factor, partitions) => {
        const nodes = Array.from({ length: nodeCount }, (_, index) => node(index));
        const replicationFactor = Math.min(factor, nodeCount);
        const placed = placeReplicas({ partitions, replicationFactor, nodes, existing: [] });
        expect(placed.every((replicas) => new Set(replicas).size === replicationFactor)).toBe(true);
        const counts = nodes.map(
          ({ nodeId }) => placed.flat().filter((id) => id === nodeId).length,
        );
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

function countBy(values: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
