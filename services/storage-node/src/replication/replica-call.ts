import type { NodeId } from '@weir/core';

import type { Vote } from './replica-effect.ts';

/** A controller's call to promise an epoch. */
export interface PromiseCall {
  readonly requestId: number;
  readonly vote: Vote;
}

/** A controller's word on who leads an epoch. */
export interface LeaderAndIsrCall {
  readonly requestId: number;
  readonly vote: Vote;
  readonly leader: NodeId;
  readonly leaderIncarnation: string;
  readonly leaderAddress: string;
  /** Replicas that answered the election just now. */
  readonly inSyncReplicas: readonly NodeId[];
  readonly lagTimeMaxMs: number;
  readonly nowMs: number;
}

/** The steps that a call takes: over as soon as one of them is. */
export interface CallSteps {
  readonly requestId: number;
  readonly vote: Vote;
  isOver: boolean;
}

/** The steps of a call, none of which has been taken. */
export function toCallSteps(requestId: number, vote: Vote): CallSteps {
  return { requestId, vote, isOver: false };
}

/** Whether two votes are for the same proposal of the same epoch. */
export function isSameVote(one: Vote, other: Vote): boolean {
  return one.epoch === other.epoch && one.proposalId === other.proposalId;
}
