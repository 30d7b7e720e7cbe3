import type { LeaderEpoch, NodeId, Offset, WeirError } from '@weir/core';

import type { EpochEntry } from './epoch-history.ts';
import type { ReplicaConfig, ReplicaSet } from './replica-config.ts';
import type { ReplicaConfigs } from './replica-configs.ts';

/** What a replica has promised: nothing of another epoch, or of another proposal for it, is applied. */
export interface Vote {
  readonly epoch: LeaderEpoch;
  readonly proposalId: string;
  /** Higher epochs may have been promised on a disk that is gone: only a promise of its own ends that. */
  readonly isLost?: true;
}

/**
 * Work on the disk. A replica asks for one at a time and is told by `completed` or `failed`.
 *
 * All are durable when they are completed; section 10 says what waits for which.
 */
export type DurableEffect =
  /** Wait until the log has no write under way: it then stands still. */
  | { readonly kind: 'settleLog' }
  | { readonly kind: 'saveVote'; readonly vote: Vote }
  | { readonly kind: 'saveClean'; readonly isClean: boolean }
  /** Remember that acknowledged records may be unsynced when the kernel dies (6.2). */
  | { readonly kind: 'saveDirty'; readonly isDirty: boolean }
  | { readonly kind: 'saveConfigs'; readonly configs: ReplicaConfigs }
  | { readonly kind: 'truncateLog'; readonly logEndOffset: Offset }
  /** Empty the log: start and end become `logStartOffset`. */
  | { readonly kind: 'resetLog'; readonly logStartOffset: Offset }
  | { readonly kind: 'truncateEpochs'; readonly count: number }
  | { readonly kind: 'appendEpoch'; readonly entry: EpochEntry }
  /** Forget entries whose records retention has removed. */
  | { readonly kind: 'dropOldestEpochs'; readonly count: number }
  | { readonly kind: 'flushLog' };

/** What a replica proves when it promises (2.3). */
export interface PromiseState {
  readonly incarnation: string;
  readonly isClean: boolean;
  /** With `logEndOffset` the rank; -1 for none. */
  readonly lastEpoch: number;
  /** Written, exclusive. */
  readonly logEndOffset: Offset;
  readonly logStartOffset: Offset;
  readonly highWatermark: Offset;
  readonly config: ReplicaConfig;
}

/** Everything else that a replica asks its surroundings to do, in this order, without an answer. */
export type ImmediateEffect =
  /** The vote is durable; `state` stands until the replica starts or joins the epoch. */
  | { readonly kind: 'promised'; readonly requestId: number; readonly state: PromiseState }
  /** The request is done, or failed with `error`. */
  | { readonly kind: 'answered'; readonly requestId: number; readonly error?: WeirError }
  /** It no longer leads: fail what waits, end sessions. */
  | { readonly kind: 'ledNoMore' }
  /** It leads and serves from now on. */
  | { readonly kind: 'ledNow'; readonly epoch: LeaderEpoch }
  /** It no longer follows: end the session. */
  | { readonly kind: 'followedNoMore' }
  /** Find a session with the leader's node, then say `connected`. */
  | { readonly kind: 'followedNow'; readonly leader: NodeId; readonly leaderAddress: string }
  /** Ask the leader for its epochs and log end. */
  | { readonly kind: 'join'; readonly session: number; readonly vote: Vote }
  /** Ask the leader to send from here. */
  | {
      readonly kind: 'start';
      readonly session: number;
      readonly logEndOffset: Offset;
      readonly lastEpoch: number;
    }
  /** What `acknowledgement` tells the leader has changed. */
  | { readonly kind: 'acknowledge' }
  /** Nothing more can come of this session: join anew after a while. */
  | { readonly kind: 'sessionBroken'; readonly session: number; readonly reason: string }
  /** Append these batches, which the leader sent; then say `appended`. */
  | { readonly kind: 'append'; readonly session: number; readonly batches: readonly Buffer[] }
  /** Append a control record of this config at `offset`, in `epoch`; then say `appended`. */
  | {
      readonly kind: 'appendControl';
      readonly sets: readonly ReplicaSet[];
      readonly offset: Offset;
      readonly epoch: LeaderEpoch;
    }
  /** Remove records below: the leader has. */
  | { readonly kind: 'moveLogStart'; readonly logStartOffset: Offset }
  /** Mode D: get what is written onto the disk, so that it can count. */
  | { readonly kind: 'requestFlush' }
  | { readonly kind: 'highWatermarkMoved'; readonly highWatermark: Offset }
  /** The leader's in-sync set: to be published. */
  | { readonly kind: 'inSyncReplicasChanged' };

/** What a replica asks its surroundings to do. */
export type ReplicaEffect = DurableEffect | ImmediateEffect;
