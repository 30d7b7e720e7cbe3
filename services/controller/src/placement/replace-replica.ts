import { countSharers, type PlacementNode } from './place-replicas.ts';

/** A replica list of which some nodes are to go. */
export interface ReplacementRequest {
  /** The preferred leader first. */
  readonly replicas: readonly number[];
  readonly isLeaving: (nodeId: number) => boolean;
  /** Nodes that may get replicas. */
  readonly candidates: readonly PlacementNode[];
  /** The nodes of `replicas`, as far as they are known. */
  readonly members: readonly PlacementNode[];
  /** How many replicas a node holds or is to hold. */
  readonly loadOf: (nodeId: number) => number;
}

/**
 * The list with each leaving node replaced in its place, by the candidate that shares racks, then hosts,
 * with the fewest of the others and holds least; undefined where there are not enough candidates.
 */
export function replaceReplicas(request: ReplacementRequest): number[] | undefined {
  const { replicas, isLeaving, candidates, members, loadOf } = request;
  const known = new Map([...members, ...candidates].map((node) => [node.nodeId, node]));
  const kept = new Set(replicas.filter((nodeId) => !isLeaving(nodeId)));
  const result: number[] = [];
  for (const nodeId of replicas) {
    if (!isLeaving(nodeId)) {
      result.push(nodeId);
      continue;
    }
    const others = [...kept].flatMap((other) => known.get(other) ?? []);
    const free = candidates.filter((node) => !kept.has(node.nodeId) && !isLeaving(node.nodeId));
    const [best] = free.toSorted(
      (left, right) =>
        countSharers(left, others, 'rack') - countSharers(right, others, 'rack') ||
        countSharers(left, others, 'host') - countSharers(right, others, 'host') ||
        loadOf(left.nodeId) - loadOf(right.nodeId) ||
        left.nodeId - right.nodeId,
    );
    if (best === undefined) return undefined;
    kept.add(best.nodeId);
    result.push(best.nodeId);
  }
  return result;
}
