import type { ReplicaSetInput } from '@weir/protos';

/** A replica as far as a controller can tell: votes, ranks and roles without a log behind them. */
export interface FakeReplica {
  vote: { epoch: number; proposalId: string };
  clean: boolean;
  lastEpoch: number;
  logEndOffset: number;
  highWatermark: number;
  sets: ReplicaSetInput[];
  /** Of the control record of its sets; -1 for those of the creation. */
  configOffset: number;
  role: 'none' | 'leader' | 'follower';
  inSyncReplicas: number[];
  isDeleted: boolean;
  /** Set aside for a damaged log. */
  isFailed: boolean;
  /** Its disk takes no more. */
  isFull: boolean;
  /** It takes part only once it has promised. */
  isVoteLost: boolean;
}
