import type { ClusterState } from '../cluster/cluster-state.ts';
import {
  type NodeRecord,
  partitionKey,
  type PartitionRecord,
  replicasOf,
} from '../cluster/records.ts';
import type { ReplicaSet } from '../partition/election.ts';
import { replaceReplicas } from '../placement/replace-replica.ts';

/** A partition that is to leave nodes which are being decommissioned. */
export interface Evacuation {
  readonly key: string;
  readonly target: ReplicaSet;
  readonly bytesPerSecond: number;
}

/** What is to be moved, and why the rest cannot be. */
export interface EvacuationPlan {
  readonly evacuations: readonly Evacuation[];
  /** By node, in words for people. */
  readonly blocked: ReadonlyMap<number, string>;
}

/** Where to move what nodes that are being decommissioned still hold and that is not on its way yet. */
export function planEvacuations(state: ClusterState): EvacuationPlan {
  const leaving = new Map(
    [...state.nodes.values()].flatMap(({ nodeId, decommission }) =>
      decommission === null ? [] : [[nodeId, decommission] as const],
    ),
  );
  const evacuations: Evacuation[] = [];
  const blocked = new Map<number, string>();
  if (leaving.size === 0) return { evacuations, blocked };

  const loads = countReplicas(state);
  for (const record of state.activePartitions()) {
    const [set] = record.sets;
    const affected = replicasOf(record).filter((nodeId) => leaving.has(nodeId));
    const isFree = record.reassignment === null && record.sets.length === 1;
    if (affected.length === 0 || !isFree || set === undefined) continue;
    const target = replaceReplicas({
      replicas: set.replicas,
      isLeaving: (nodeId) => leaving.has(nodeId),
      candidates: state.placeableNodes(),
      members: set.replicas.flatMap((nodeId): NodeRecord[] => {
        const node = state.nodes.get(nodeId);
        return node === undefined ? [] : [node];
      }),
      loadOf: (nodeId) => loads.get(nodeId) ?? 0,
    });
    if (target === undefined) {
      for (const nodeId of affected) blocked.set(nodeId, whyBlocked(state, record));
      continue;
    }
    for (const nodeId of target) loads.set(nodeId, (loads.get(nodeId) ?? 0) + 1);
    evacuations.push({
      key: partitionKey(record.topicId, record.partition),
      target: { replicas: target, minInsyncReplicas: set.minInsyncReplicas },
      bytesPerSecond: Math.max(
        ...affected.map((nodeId) => leaving.get(nodeId)?.bytesPerSecond ?? 0),
      ),
    });
  }
  return { evacuations, blocked };
}

/** How many replicas a node holds, or is to hold, by the records. */
export function countReplicas(state: ClusterState): Map<number, number> {
  const counts = new Map<number, number>();
  for (const record of state.activePartitions()) {
    const { reassignment } = record;
    const nodes = new Set([...replicasOf(record), ...(reassignment?.target.replicas ?? [])]);
    for (const nodeId of nodes) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1);
  }
  return counts;
}

function whyBlocked(state: ClusterState, { topicId, partition, sets }: PartitionRecord): string {
  const topic = state.topics.get(topicId)?.name ?? topicId;
  const factor = sets[0]?.replicas.length ?? 0;
  return (
    `partition ${topic}/${partition} needs ${factor} nodes and ${state.placeableNodes().length} may ` +
    'hold replicas: add a node'
  );
}
