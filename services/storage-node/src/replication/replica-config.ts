import { type LeaderEpoch, type NodeId, toNodeId, WeirError } from '@weir/core';

/** A replica set R and its m: how many of it make a commit. */
export interface ReplicaSet {
  /** Node ids, each once, the preferred leader first. */
  readonly replicas: readonly NodeId[];
  readonly minInsyncReplicas: number;
}

/** The sets that rule a partition, one or two (joint), as one control record of its log says. */
export interface ReplicaConfig {
  readonly sets: readonly ReplicaSet[];
  /** Offset of the control record; -1 for the config of the creation. */
  readonly offset: number;
  /** Epoch of that record; 0 for the config of the creation. */
  readonly leaderEpoch: LeaderEpoch;
}

/** A set as it comes from the wire. */
export interface UncheckedReplicaSet {
  readonly replicas: readonly number[];
  readonly minInsyncReplicas: number;
}

/** Every node that one of the config's sets names. */
export function membersOf(config: ReplicaConfig): ReadonlySet<NodeId> {
  return new Set(config.sets.flatMap((set) => set.replicas));
}

/** Whether a change is under way: both of its sets must agree to whatever is decided. */
export function isJoint(config: ReplicaConfig): boolean {
  return config.sets.length > 1;
}

/** Whether two sets mean the same: order matters, the first replica is the preferred leader. */
export function isSameSet(one: ReplicaSet, other: ReplicaSet): boolean {
  return (
    one.minInsyncReplicas === other.minInsyncReplicas &&
    one.replicas.length === other.replicas.length &&
    one.replicas.every((replica, index) => replica === other.replicas[index])
  );
}

/** Checks a set where it enters; `INVALID_REQUEST` names what is wrong. */
export function toReplicaSet(set: UncheckedReplicaSet | null | undefined): ReplicaSet {
  const replicas = (set?.replicas ?? []).map((replica) => toNodeId(replica));
  const minInsyncReplicas = set?.minInsyncReplicas ?? 0;
  if (replicas.length === 0) throw new WeirError('INVALID_REQUEST', 'Replica set is empty');
  if (new Set(replicas).size !== replicas.length) {
    throw new WeirError('INVALID_REQUEST', `Replica set ${replicas.join(', ')} repeats a node`);
  }
  const isInRange = minInsyncReplicas >= 1 && minInsyncReplicas <= replicas.length;
  if (Number.isInteger(minInsyncReplicas) && isInRange) return { replicas, minInsyncReplicas };
  throw new WeirError(
    'INVALID_REQUEST',
    `min.insync.replicas ${minInsyncReplicas} is not an integer from 1 to ${replicas.length}`,
  );
}
