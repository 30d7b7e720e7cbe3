import type { WeirError } from '@weir/core';
import type { DescribeLogsResult, Topic, TopicConfig } from '@weir/protos';
import type { PartitionId } from '../consumer/consumer-options.ts';

/** A topic to create. */
export interface NewTopic {
  readonly name: string;
  /** 1 to 10,000; 1 by default. */
  readonly partitions?: number;
  /** 1 to the number of live storage nodes; 3, or all there are, by default. */
  readonly replicationFactor?: number;
  /** By Kafka's names, such as `retention.ms`. */
  readonly configs?: Readonly<Record<string, string>>;
  /** Node ids for each partition, the preferred leader first; replaces both numbers above. */
  readonly assignments?: readonly (readonly number[])[];
  /** Checks everything and creates nothing. */
  readonly validateOnly?: boolean;
}

/** A topic that was created or changed, and what the chosen settings cost, for people. */
export interface TopicChanged {
  readonly topic: Topic;
  readonly warnings: readonly string[];
}

/** A topic with all its configs, in order of name. */
export interface TopicDescription {
  readonly topic: Topic;
  readonly configs: readonly TopicConfig[];
}

/** What to change of a topic's configs. */
export interface ConfigChange {
  readonly set?: Readonly<Record<string, string>>;
  /** Names that go back to their default. */
  readonly remove?: readonly string[];
  readonly validateOnly?: boolean;
}

/** Which elections to hold. */
export interface ElectionRequest {
  /** `unclean` accepts that acknowledged records are lost. */
  readonly type: 'preferred' | 'unclean';
  /** None with `preferred`: all that need it. */
  readonly partitions?: readonly PartitionId[];
}

/** A partition and the nodes that are to hold it, the preferred leader first. */
export interface PartitionMove extends PartitionId {
  readonly replicas: readonly number[];
}

/** Moves of partitions to other nodes. */
export interface MoveRequest {
  readonly moves: readonly PartitionMove[];
  /** What each node may send in a second to replicas that are being added; 0, the default: any. */
  readonly bytesPerSecond?: number;
  /** Checks everything and moves nothing. */
  readonly validateOnly?: boolean;
}

/** How to balance a cluster. */
export interface BalanceOptions {
  /** As for moves. */
  readonly bytesPerSecond?: number;
  /** Tells what it would move and moves nothing. */
  readonly validateOnly?: boolean;
}

/** How to empty a node. */
export interface DecommissionOptions {
  /** As for moves. */
  readonly bytesPerSecond?: number;
  /** Takes a decommission back; replicas that have moved stay where they are. */
  readonly cancel?: boolean;
}

/** Which offset of a partition to ask for. */
export type OffsetQuery = 'earliest' | 'latest' | 'maxTimestamp' | { readonly timestampMs: number };

/** A partition, and which of its offsets to ask for. */
export interface PartitionOffsetQuery extends PartitionId {
  readonly at: OffsetQuery;
}

/** An offset that was asked for. */
export interface ListedOffset extends PartitionId {
  /** −1 when no record is as young as the timestamp asked for. */
  readonly offset: number;
  /** Of that record; −1 with `earliest` and `latest`. */
  readonly timestampMs: number;
  readonly leaderEpoch: number;
}

/** Records to delete: all below `beforeOffset`; `latest` deletes all that are committed. */
export interface DeleteRecordsQuery extends PartitionId {
  readonly beforeOffset: number | 'latest';
}

/** Where a partition starts after a deletion. */
export interface DeletedRecords extends PartitionId {
  readonly logStartOffset: number;
}

/** A log as its leader sees it: offsets, size, and how far its followers are. */
export type LogDescription = Omit<DescribeLogsResult, 'topicId' | 'partition' | 'error'>;

/** A partition with its log, or why nobody has described it. */
export type DescribedLog = PartitionId &
  (
    | { readonly log: LogDescription; readonly error: undefined }
    | { readonly log: undefined; readonly error: WeirError }
  );

/** Which part of the audit to list. */
export interface AuditQuery {
  /** 1 to 1,000; 100 by default. */
  readonly limit?: number;
  /** Of an earlier page: what is older. */
  readonly pageToken?: string;
  /** Only theirs: `user:ann`. */
  readonly principal?: string;
}

/** Where to move a group's committed offsets. */
export type ResetTarget =
  | 'earliest'
  | 'latest'
  | { readonly offset: number }
  | { readonly timestampMs: number }
  | { readonly durationMs: number }
  | { readonly shift: number };

/** A reset of a group's offsets in one topic. */
export interface ResetRequest {
  readonly groupId: string;
  readonly topic: string;
  /** All of the topic by default. */
  readonly partitions?: readonly number[];
  readonly to: ResetTarget;
  /** Tells what it would do. */
  readonly dryRun?: boolean;
  /** Even while the group has members: they are fenced and rejoin. */
  readonly force?: boolean;
}
