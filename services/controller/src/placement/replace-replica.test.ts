import { expect, it } from 'vitest';
import type { PlacementNode } from './place-replicas.ts';
import { replaceReplicas } from './replace-replica.ts';

function node(nodeId: number, rack = '', host = `h${nodeId}`): PlacementNode {
  return { nodeId, rack, host };
}

const members = [node(1, 'a'), node(2, 'b'), node(3, 'c')];

it('keeps the place of the node that goes, and chooses the one that holds least', () => {
  const loads = new Map([
    [4, 9],
    [5, 2],
  ]);
  const replaced = replaceReplicas({
    replicas: [1, 2, 3],
    isLeaving: (nodeId) => nodeId === 1,
    candidates: [node(4, 'a'), node(5, 'a')],
    members,
    loadOf: (nodeId) => loads.get(nodeId) ?? 0,
  });
  expect(replaced).toEqual([5, 2, 3]);
});

it('spreads over racks, then over hosts, before it looks at the load', () => {
  const loads = new Map([
    [4, 0],
    [5, 7],
    [6, 9],
  ]);
  const replaced = replaceReplicas({
    replicas: [1, 2, 3],
    isLeaving: (nodeId) => nodeId === 3,
    candidates: [node(4, 'a'), node(5, 'd', 'h2'), node(6, 'd')],
    members,
    loadOf: (nodeId) => loads.get(nodeId) ?? 0,
  });
  expect(replaced).toEqual([1, 2, 6]);
});

it('replaces several, each by another node', () => {
  const replaced = replaceReplicas({
    replicas: [1, 2, 3],
    isLeaving: (nodeId) => nodeId === 1 || nodeId === 3,
    candidates: [node(4), node(5), node(2)],
    members,
    loadOf: () => 0,
  });
  expect(replaced).toEqual([4, 2, 5]);
});

it('has no answer where there are too few nodes', () => {
  const request = {
    replicas: [1, 2, 3],
    isLeaving: (nodeId: number) => nodeId === 1,
    candidates: [node(2), node(3)],
    members,
    loadOf: () => 0,
  };
  expect(replaceReplicas(request)).toBeUndefined();
});
