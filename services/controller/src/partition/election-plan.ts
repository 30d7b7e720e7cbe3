import { electionQuorum } from '@weir/core';
import {
  lackingReplicas,
  membersOf,
  type ReplicaCondition,
  type ReplicaFailure,
  type ReplicaSet,
} from './election.ts';

/**
 * Why an election is held.
 *
 *   - `leaderless`: the leader is gone, or replicas have promised a higher epoch than it leads.
 *   - `admit`: a replica that has lost its vote, or is new, takes part once it has promised an epoch.
 *   - `cut-off`: no other member reaches the leader: they decide without it.
 *   - `preferred`: the preferred leader should lead again.
 *   - `handover`: the leader's node is stopping or drained, its disk is full, or it is no member any more.
 *   - `handover-without-leader`: the same, decided by the others alone.
 *   - `unclean`: the operator accepts that records are lost.
 */
export type ElectionCause =
  | 'leaderless'
  | 'admit'
  | 'cut-off'
  | 'preferred'
  | 'handover'
  | 'handover-without-leader'
  | 'unclean';

/** What is known of a partition before its election. */
export interface PartitionSituation {
  readonly sets: readonly ReplicaSet[];
  readonly leader: number | null;
  readonly leaderEpoch: number;
  /** The highest epoch that any replica is known to have promised. */
  readonly highestPromise: number;
  /** The leader's node has set the replica aside: it leads no more, or with a full disk reads only. */
  readonly leaderFailure: ReplicaFailure | undefined;
  /** `unclean.leader.election.enable` of the topic. */
  readonly isUncleanAllowed: boolean;
  /** Alive, or stopping in good order. */
  readonly isReachable: (nodeId: number) => boolean;
  readonly isAlive: (nodeId: number) => boolean;
  /** An operator wants it to lead nothing where another can. */
  readonly isDrained: (nodeId: number) => boolean;
  /** What the replica would be worth if its node answers. */
  readonly conditionOf: (nodeId: number) => ReplicaCondition;
  readonly isCreated: (nodeId: number) => boolean;
  /** Participants that take part only once they have promised an epoch. */
  readonly toAdmit: readonly number[];
  /** Its disk takes no more. */
  readonly isFull: (nodeId: number) => boolean;
}

/** What to do about a partition. */
export type ElectionPlan =
  /** The cause does not hold, or not any more. */
  | { readonly kind: 'needless' }
  /** It could not be decided: nobody is disturbed. */
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      /** Nodes whose replicas were unclean when last heard of: another look might show better. */
      readonly doubtful: readonly number[];
    }
  | {
      readonly kind: 'hold';
      readonly leaderEpoch: number;
      readonly preference: readonly number[];
      readonly replicas: readonly number[];
      readonly isUnclean: boolean;
      readonly outgoing?: number;
      readonly excluded?: readonly number[];
    };

/**
 * Whether and how to elect (replication protocol, rules 2.1, 2.6 and 9.4): promises stop the sitting
 * leader, so they are asked for only where the reachable replicas could decide.
 */
export function planElection(cause: ElectionCause, situation: PartitionSituation): ElectionPlan {
  if (!isNeeded(cause, situation)) return { kind: 'needless' };
  const isUnclean = mayBeUnclean(cause, situation);
  const isLeaderLeftOut = cause === 'handover-without-leader' || cause === 'cut-off';
  const excluded = isLeaderLeftOut && situation.leader !== null ? [situation.leader] : [];
  const blocked = whatBlocks(situation, { isUnclean, excluded });
  if (blocked !== undefined) return blocked;

  const { leader, leaderEpoch, highestPromise } = situation;
  const replicas = membersOf(situation.sets);
  const isHandover = cause === 'preferred' || cause === 'handover' || cause === 'admit';
  return {
    kind: 'hold',
    leaderEpoch: 1 + Math.max(leaderEpoch, highestPromise),
    preference: preferenceOf(cause, replicas, situation),
    replicas: [...new Set([...replicas, ...situation.toAdmit])],
    isUnclean,
    ...(isHandover && leader !== null && situation.isReachable(leader)
      ? { outgoing: leader }
      : undefined),
    ...(excluded.length > 0 ? { excluded } : undefined),
  };
}

/**
 * Whoever leads leads on where only another is to be admitted; else in the order of assignment, drained
 * nodes after the others, and the unfit last.
 */
function preferenceOf(
  cause: ElectionCause,
  replicas: readonly number[],
  { leader, isAlive, isFull, isDrained }: PartitionSituation,
): number[] {
  const isFit = (nodeId: number): boolean => isAlive(nodeId) && !isFull(nodeId);
  const mayLead = (nodeId: number): boolean => isFit(nodeId) && !isDrained(nodeId);
  const sitting = cause === 'admit' && leader !== null && mayLead(leader) ? [leader] : [];
  const ordered = [...replicas.filter(mayLead), ...replicas.filter(isFit), ...replicas];
  return [...new Set([...sitting, ...ordered])];
}

/** Whether a partition is without a leader that can lead on. */
export function isLeaderless(
  situation: Pick<
    PartitionSituation,
    'leader' | 'leaderEpoch' | 'highestPromise' | 'leaderFailure' | 'isReachable'
  >,
): boolean {
  const { leader, leaderEpoch, highestPromise, leaderFailure, isReachable } = situation;
  const isFailed = leaderFailure === 'absent' || leaderFailure === 'unclean';
  return leader === null || isFailed || !isReachable(leader) || highestPromise > leaderEpoch;
}

function isNeeded(cause: ElectionCause, situation: PartitionSituation): boolean {
  const { sets, leader, isReachable } = situation;
  const [preferred] = membersOf(sets);
  switch (cause) {
    case 'leaderless':
      return isLeaderless(situation);
    case 'cut-off':
      return leader !== null && isReachable(leader);
    case 'admit':
      return situation.toAdmit.some(isReachable);
    case 'preferred':
      return leader !== preferred;
    case 'handover':
    case 'handover-without-leader':
      return (
        leader !== null &&
        isReachable(leader) &&
        (!situation.isAlive(leader) ||
          situation.isDrained(leader) ||
          !membersOf(sets).includes(leader) ||
          situation.leaderFailure === 'full')
      );
    case 'unclean':
      return isLeaderless({ ...situation, highestPromise: situation.leaderEpoch });
  }
}

/** Never for the sake of a better leader: a loss is accepted only where there is none. */
function mayBeUnclean(cause: ElectionCause, { isUncleanAllowed }: PartitionSituation): boolean {
  return cause === 'unclean' || (cause === 'leaderless' && isUncleanAllowed);
}

function whatBlocks(
  situation: PartitionSituation,
  { isUnclean, excluded }: { readonly isUnclean: boolean; readonly excluded: readonly number[] },
): ElectionPlan | undefined {
  const { sets, isReachable } = situation;
  const uncreated = situation.leaderEpoch === 0 ? whatIsNotCreated(situation) : undefined;
  if (uncreated !== undefined) return { kind: 'blocked', reason: uncreated, doubtful: [] };

  const conditionOf = (nodeId: number): ReplicaCondition =>
    isReachable(nodeId) && !excluded.includes(nodeId) ? situation.conditionOf(nodeId) : 'absent';
  const reason = lackingReplicas(sets, conditionOf, { isMajorityEnough: isUnclean });
  if (reason === undefined) return undefined;
  const doubtful = membersOf(sets).filter((nodeId) => conditionOf(nodeId) === 'unclean');
  return { kind: 'blocked', reason, doubtful };
}

/** A partition that nobody has led may be used once max(q, m) replicas are there (rule 9.4). */
function whatIsNotCreated({ sets, isCreated }: PartitionSituation): string | undefined {
  for (const { replicas, minInsyncReplicas } of sets) {
    const { evidence } = electionQuorum(replicas.length, minInsyncReplicas);
    const needed = Math.max(evidence, minInsyncReplicas);
    const created = replicas.filter(isCreated).length;
    if (created < needed) {
      return `${created} of ${replicas.length} replicas are created, ${needed} are needed`;
    }
  }
  return undefined;
}
