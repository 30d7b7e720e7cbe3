import type { RebalanceListener } from './rebalance-listener.ts';

/** Where to start: an end of the partition, an offset, or the first record at or after a time. */
export type StartFrom =
  'earliest' | 'latest' | { readonly offset: number } | { readonly timestampMs: number };

/**
 * What to do when a leader refuses a position, as it is outside the log or the log was truncated below
 * it: move, or throw `OFFSET_OUT_OF_RANGE` or `TRUNCATED_LOG`.
 */
export type OffsetReset = 'earliest' | 'latest' | 'none';

/** A partition by name. */
export interface PartitionId {
  readonly topic: string;
  readonly partition: number;
}

/** A partition to read without group membership. */
export interface ManualPartition extends PartitionId {
  /** The consumer's `from` by default. */
  readonly from?: StartFrom;
}

/** An offset of a partition. */
export interface PartitionOffset extends PartitionId {
  readonly offset: number;
}

/** A member as its group knows it. */
export interface MemberIdentity {
  readonly memberId: string;
  /** Of the newest assignment; rises with each. */
  readonly memberEpoch: number;
}

/** A partition that a returning member holds. */
export interface HeldPosition extends PartitionId {
  /** The next offset to give; as the group has committed by default. */
  readonly offset?: number;
}

/** A member that was cut off from its group, perhaps in another process, and what it held. */
export interface ReturningMember extends MemberIdentity {
  readonly positions: readonly HeldPosition[];
}

/** What a member reads: one of both. */
export type Interest = { readonly topics: readonly string[] } | { readonly topicPattern: string };

/** How a consumer ends. */
export interface CloseOptions {
  /**
   * Whether a member leaves its group, which is the default. Without, the group keeps its partitions for
   * the disconnect grace, within which another consumer may `resume` it; listeners are told of no
   * revocation.
   */
  readonly leave?: boolean;
}

/** Where to go on. */
export interface SeekTarget extends PartitionOffset {
  /** Leader epoch of the record before it, which lets the leader see that it was lost. */
  readonly leaderEpoch?: number;
}

/** An offset to commit. */
export interface OffsetToCommit extends PartitionOffset {
  /** Next offset to read: one past the last record that was handled. */
  readonly offset: number;
  /** Leader epoch of the record before it, which lets a reader see that it was lost. */
  readonly leaderEpoch?: number;
  /** Free text, at most 4,096 bytes. */
  readonly metadata?: string;
}

/**
 * What to read, and how. Exactly one of `topics`, `topicPattern` and `assignment` is given.
 *
 * With a `groupId` and `topics` or a pattern, the consumer is a member of the group and reads the
 * partitions that the group gives it. With `assignment`, or without a `groupId`, it reads what it
 * names; a `groupId` beside `assignment` is used for commits only.
 */
export interface ConsumerOptions {
  readonly groupId?: string;
  readonly topics?: readonly string[];
  /** A regular expression over whole topic names; needs a group. */
  readonly topicPattern?: string;
  readonly assignment?: readonly ManualPartition[];
  /**
   * Where a partition starts that the group has never committed, or that has no group; `earliest` by
   * default. It has no say once the group has committed.
   */
  readonly from?: StartFrom;
  /**
   * What to do when a leader refuses a position. `none` by default: the iteration throws
   * `OFFSET_OUT_OF_RANGE` with `log_start_offset` and `high_watermark` in its metadata, or
   * `TRUNCATED_LOG` with `leader_epoch` and `end_offset`, below which the logs agree. Else it moves: from
   * outside the log to that end of it, from a truncated log to where the logs diverge.
   */
  readonly offsetReset?: OffsetReset;
  /**
   * Commits what has been handled every so often, on revocation and on close; a batch (or record)
   * counts as handled when the next one is asked for. `{ intervalMs: 5000 }` by default with a group.
   */
  readonly autoCommit?: { readonly intervalMs: number } | false;
  /** `push` by default: leaders send ahead within `maxBufferedBytes`. `pull`: asked for each time. */
  readonly mode?: 'push' | 'pull';
  /** Bytes that may be read ahead in all; 16 MiB by default. One batch more per leader may be there. */
  readonly maxBufferedBytes?: number;
  /**
   * Whether the consumer, while it has nothing to read, waits on streams that it shares with others of
   * this client; false by default. For a process with very many consumers. With `push` only.
   */
  readonly sharesIdleStreams?: boolean;
  /** `range`, `round-robin` or `sticky`; the group's by default. */
  readonly assignor?: string;
  /** A static member's name: it keeps its partitions across a restart. */
  readonly instanceId?: string;
  /** This member's failure domain, for rack-aware assignors. */
  readonly rack?: string;
  /** Silence after which the group gives the member up; 10,000 ms by default. */
  readonly sessionTimeoutMs?: number;
  /**
   * How long the group waits for the member when its stream broke; the coordinator's (1,000 ms) by
   * default, the session timeout at most.
   */
  readonly disconnectGraceMs?: number;
  /** How long a revoked partition may be held; 60,000 ms by default. */
  readonly rebalanceTimeoutMs?: number;
  /**
   * How long one batch of an iterator, or one call of a handler of `run`, may take before the member
   * leaves the group as hung; 300,000 ms by default. Heartbeats go on whatever the handler does.
   */
  readonly maxPollIntervalMs?: number;
  /**
   * Comes back as a member that was cut off, and goes on from its positions. When the group has given it
   * up meanwhile it joins anew, and starts from what was committed. Needs a group and no `assignment`.
   */
  readonly resume?: ReturningMember;
  /**
   * Told of partitions that come and go, and waited for. What it throws ends the iteration or run;
   * after nine tenths of the rebalance timeout it is waited for no longer. It must not wait for `close`.
   */
  readonly onRebalance?: RebalanceListener;
}

/** How an iteration ends. */
export interface IterateOptions {
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
  /**
   * Ends the iteration once all that was there when each partition was first read has been given,
   * and the group, if any, has assigned something or has nothing left to assign.
   */
  readonly untilEnd?: boolean;
}
