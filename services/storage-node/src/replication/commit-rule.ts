import type { CommitPolicy, NodeId } from '@weir/core';

import type { ReplicaSet } from './replica-config.ts';

/** What the leader knows of the replicas when it asks how far the log is committed. */
export interface CommitState {
  readonly policy: CommitPolicy;
  /** Of the latest config: one, or two in a joint config; each must agree (5.1). */
  readonly sets: readonly ReplicaSet[];
  readonly inSyncReplicas: ReadonlySet<NodeId>;
  /** How far a replica counts in the leader's epoch, exclusive; -1 when it does not count yet. */
  readonly countedEnd: (replica: NodeId) => number;
}

/**
 * The end of what is committed, exclusive; -1 when nothing is known to be.
 *
 * `quorum` is rule 5.1: any m replicas of each set. `in-sync` is the stricter 5.3: all in-sync
 * replicas of each set, of which there must be m.
 */
export function committedEnd(state: CommitState): number {
  let committed = Number.MAX_SAFE_INTEGER;
  for (const set of state.sets) {
    const end = state.policy === 'quorum' ? quorumEnd(set, state) : inSyncEnd(set, state);
    if (end < committed) committed = end;
  }
  return committed;
}

function quorumEnd(set: ReplicaSet, { countedEnd }: CommitState): number {
  const ends = set.replicas.map((replica) => countedEnd(replica)).toSorted((a, b) => b - a);
  return ends[set.minInsyncReplicas - 1] ?? -1;
}

function inSyncEnd(set: ReplicaSet, { inSyncReplicas, countedEnd }: CommitState): number {
  let count = 0;
  let slowest = Number.MAX_SAFE_INTEGER;
  for (const replica of set.replicas) {
    if (!inSyncReplicas.has(replica)) continue;
    count += 1;
    const end = countedEnd(replica);
    if (end < slowest) slowest = end;
  }
  return count >= set.minInsyncReplicas ? slowest : -1;
}
