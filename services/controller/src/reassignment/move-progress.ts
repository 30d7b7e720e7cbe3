import type { ReassignmentState } from '@weir/protos';

/** How far a move of a partition is. */
export interface MoveProgress {
  readonly state: Exclude<ReassignmentState, 'REASSIGNMENT_STATE_UNSPECIFIED'>;
  /** What it waits for, in words for people. */
  readonly reason: string;
  /** Records that the slowest new replica still lacks. */
  readonly remainingRecords: number;
}

/** Its first step comes in a moment. */
export const notBegun: MoveProgress = {
  state: 'REASSIGNMENT_STATE_QUEUED',
  reason: '',
  remainingRecords: 0,
};

/** Others are moved first. */
export const queued: MoveProgress = {
  state: 'REASSIGNMENT_STATE_QUEUED',
  reason: 'other partitions are moved first',
  remainingRecords: 0,
};

/** It cannot go on before something else has happened. */
export function waitingFor(reason: string): MoveProgress {
  return { state: 'REASSIGNMENT_STATE_WAITING', reason, remainingRecords: 0 };
}
