import type { LeaderEpoch, NodeId, Offset, WeirError } from '@weir/core';
import type { ReplicaData, ReplicaJoinReply } from '@weir/protos';

import type { FollowerAcknowledgement } from '../replication/follower-state.ts';
import type { Vote } from '../replication/replica-effect.ts';
import type { ReplicaKey } from './replica-store.ts';

/** A replica on this node that follows, as the link to its leader's node sees it. */
export interface FollowerEndpoint {
  readonly key: ReplicaKey;
  /** There is a way to the leader: `session` is new. */
  connected(session: number): void;
  /** The session, or the way, is gone. */
  disconnected(): void;
  joinReplied(reply: ReplicaJoinReply): void;
  received(data: ReplicaData): void;
  /** What there is to tell the leader; undefined outside a session. */
  readonly acknowledgement: FollowerAcknowledgement | undefined;
  /** To be awaited before more is handed over; undefined when the log takes it. */
  whenWritable(): Promise<void> | undefined;
}

/** The ways from this node's followers to their leaders' nodes. */
export interface FollowerLinks {
  /** Finds a way to the leader; `connected` follows, and again after each break, until `detach`. */
  attach(endpoint: FollowerEndpoint, leader: NodeId, address: string): void;
  detach(endpoint: FollowerEndpoint): void;
  join(endpoint: FollowerEndpoint, session: number, vote: Vote): void;
  start(
    endpoint: FollowerEndpoint,
    position: {
      readonly session: number;
      readonly logEndOffset: Offset;
      readonly lastEpoch: number;
    },
  ): void;
  /** What the endpoint has to tell has changed; told at the end of the turn. */
  acknowledge(endpoint: FollowerEndpoint): void;
  /** Nothing can come of the session any more: a new one after a while. */
  rejoin(endpoint: FollowerEndpoint, session: number): void;
}

/** A follower on another node, as the leader's partition sees it. */
export interface FollowerSession {
  readonly node: NodeId;
  /** Unique on this node. */
  readonly session: number;
  /** There is more to send. */
  appended(): void;
  /** High watermark or log start have moved: to be told with the next data, or soon. */
  marksMoved(): void;
  /** The leader leads no more. */
  ended(error: WeirError): void;
}

/** Someone who reads below the high watermark. */
export interface PartitionWatcher {
  /** High watermark, log start or role have changed: look again. */
  partitionMoved(): void;
}

/** Who leads, for those who asked the wrong node. */
export type LeaderHint = Readonly<Record<string, string>>;

/** What a leader's epoch is, for answers. */
export interface LeaderMarks {
  readonly leaderEpoch: LeaderEpoch;
  readonly highWatermark: Offset;
  readonly logStartOffset: Offset;
}
