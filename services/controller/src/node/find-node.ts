import { WeirError } from '@weir/core';
import type { ClusterState } from '../cluster/cluster-state.ts';
import type { NodeRecord } from '../cluster/records.ts';

/** The record of a node; `NODE_ID_NOT_REGISTERED` without one. */
export function findNode(state: ClusterState, nodeId: number): NodeRecord {
  const node = state.nodes.get(nodeId);
  if (node !== undefined) return node;
  const known = [...state.nodes.keys()].toSorted((left, right) => left - right);
  throw new WeirError(
    'NODE_ID_NOT_REGISTERED',
    `There is no node ${nodeId}; known are [${known.join(', ')}]`,
  );
}
