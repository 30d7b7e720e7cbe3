import type { GroupConfig } from './group/consumer-group.ts';

/** What can be tuned in a coordinator; times in milliseconds. */
export interface CoordinatorConfig extends GroupConfig {
  /** Groups of one shard, at most. */
  readonly maxGroupsPerShard: number;
  /** A shard's lease ends this long after its last renewal. */
  readonly leaseTtlMs: number;
  /** How long a commit or a fetch waits for the metadata store. */
  readonly storeTimeoutMs: number;
  /** How long `DescribeGroup` and `ResetOffsets` wait for the leaders. */
  readonly leaderTimeoutMs: number;
  /** How long a commit waits to learn the log end; then it is taken as it is. */
  readonly commitCheckTimeoutMs: number;
  /** After a shard was loaded from a store that lost something, members that come back are believed. */
  readonly recoveryMs: number;
  /** Changes of offsets are journaled together after this. */
  readonly journalIntervalMs: number;
  /** Offsets that nobody needs are kept so long. */
  readonly offsetsRetentionMinutes: number;
  /** How often old offsets are looked for. */
  readonly offsetsRetentionCheckMs: number;
  /** A partition with records of which its member takes none is stuck after this. */
  readonly stuckConsumerMs: number;
  /** Whether there are metrics for each partition of each group. */
  readonly withPartitionMetrics: boolean;
}

/** What holds unless it is set. */
export const defaultCoordinatorConfig: CoordinatorConfig = {
  disconnectGraceMs: 1000,
  assignmentIntervalMs: 50,
  maxMembers: 499,
  defaultAssignor: 'sticky',
  maxGroupsPerShard: 10_000,
  leaseTtlMs: 3000,
  storeTimeoutMs: 5000,
  leaderTimeoutMs: 1000,
  commitCheckTimeoutMs: 300,
  recoveryMs: 60_000,
  journalIntervalMs: 1000,
  offsetsRetentionMinutes: 10_080,
  offsetsRetentionCheckMs: 600_000,
  stuckConsumerMs: 30_000,
  withPartitionMetrics: false,
};
