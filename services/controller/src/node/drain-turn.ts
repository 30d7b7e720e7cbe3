import type { ClusterState } from '../cluster/cluster-state.ts';
import type { PartitionRecord } from '../cluster/records.ts';
import type { ReplicaSet } from '../partition/election.ts';

/** Whether a node may drain now. */
export interface DrainTurn {
  /** What it has to wait for, for people; empty when it is its turn. */
  readonly blockedBy: string;
  /** Partitions that fall below `min.insync.replicas` without it, whether it waits or not. */
  readonly unguardedPartitions: number;
}

/**
 * Tells whether a node may drain: no other node does, and each of its partitions keeps
 * `min.insync.replicas` replicas in sync without it, on nodes that stay.
 *
 * Where even the whole rest is fewer than that (a single replica, or as many as the minimum), waiting
 * for the minimum would take for ever: the whole rest is enough then.
 */
export function drainTurn(state: ClusterState, nodeId: number): DrainTurn {
  const held = state
    .activePartitions()
    .filter(({ sets }) => sets.some(({ replicas }) => replicas.includes(nodeId)));
  const unguardedPartitions = held.filter(({ sets }) =>
    sets.some((set) => set.replicas.includes(nodeId) && !isGuarded(set)),
  ).length;
  return { blockedBy: whatBlocks(state, nodeId, held), unguardedPartitions };
}

function whatBlocks(state: ClusterState, nodeId: number, held: PartitionRecord[]): string {
  const draining = [...state.nodeStates].find(
    ([other, nodeState]) => other !== nodeId && nodeState === 'NODE_STATE_STOPPING',
  );
  if (draining !== undefined) return `node ${draining[0]} drains`;
  const short = held.filter((record) => isShort(state, nodeId, record));
  const [first] = short;
  if (first === undefined) return '';
  const name = state.topics.get(first.topicId)?.name ?? first.topicId;
  return (
    `${short.length} partitions, ${name}/${first.partition} among them, would have too few replicas ` +
    'in sync'
  );
}

function isShort(
  state: ClusterState,
  nodeId: number,
  { sets, inSyncReplicas }: PartitionRecord,
): boolean {
  return sets.some(({ replicas, minInsyncReplicas }) => {
    if (!replicas.includes(nodeId)) return false;
    const rest = replicas.filter((replica) => replica !== nodeId);
    const staying = rest.filter(
      (replica) =>
        inSyncReplicas.includes(replica) &&
        state.isAlive(replica) &&
        !state.catchingUp.has(replica),
    );
    return staying.length < Math.min(minInsyncReplicas, rest.length);
  });
}

function isGuarded({ replicas, minInsyncReplicas }: ReplicaSet): boolean {
  return replicas.length > minInsyncReplicas;
}
