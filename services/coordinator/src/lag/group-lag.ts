import type { GroupId } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';

/** How far a group is behind in one partition; undefined is not known. */
export interface PartitionLag {
  /** Records between the committed offset and the end of the log. */
  readonly lag: number | undefined;
  /** For how long the record at the committed offset has been in the log, at least; 0 without lag. */
  readonly lagMs: number | undefined;
  readonly isStuck: boolean;
}

/** All that is known of a group in one partition. */
export interface PartitionStanding extends PartitionLag {
  /** Where its member says that it stands. */
  readonly position: number | undefined;
  readonly appendedPerSecond: number | undefined;
  readonly consumedPerSecond: number | undefined;
  /** For how long nothing has been taken; only of a stuck partition. */
  readonly stuckMs: number | undefined;
}

/** How far a group is behind in one topic, over the partitions of which it is known. */
export interface TopicLag {
  readonly topic: string;
  /** Sum. */
  readonly lag: number;
  /** Maximum. */
  readonly lagMs: number;
}

/** How far a group is behind. */
export interface GroupLag {
  readonly groupId: GroupId;
  readonly members: number;
  /** Sum; undefined when it is known of no partition. */
  readonly lag: number | undefined;
  readonly stuckPartitions: number;
  readonly topics: readonly TopicLag[];
  /** Sum of the committed offsets by topic, known lag or not: it grows as the group consumes. */
  readonly committed: ReadonlyMap<string, number>;
  readonly partitions: readonly (PartitionLag & {
    readonly key: PartitionKey;
    readonly topic: string;
    readonly committedOffset: number | undefined;
  })[];
}

/** Adds the partitions of a group up. */
export function toGroupLag(
  { groupId, members }: Pick<GroupLag, 'groupId' | 'members'>,
  partitions: GroupLag['partitions'],
): GroupLag {
  const topics = new Map<string, TopicLag>();
  const committed = new Map<string, number>();
  let total: number | undefined;
  let stuckPartitions = 0;
  for (const { topic, lag, lagMs = 0, isStuck, committedOffset } of partitions) {
    if (isStuck) stuckPartitions += 1;
    if (committedOffset !== undefined) {
      committed.set(topic, (committed.get(topic) ?? 0) + committedOffset);
    }
    if (lag === undefined) continue;
    total = (total ?? 0) + lag;
    const sum = topics.get(topic) ?? { topic, lag: 0, lagMs: 0 };
    topics.set(topic, { topic, lag: sum.lag + lag, lagMs: Math.max(sum.lagMs, lagMs) });
  }
  return {
    groupId,
    members,
    lag: total,
    stuckPartitions,
    topics: [...topics.values()],
    committed,
    partitions,
  };
}
