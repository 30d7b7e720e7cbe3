import type { TopicId } from '@weir/core';
import type { GroupMember } from '../group/group-member.ts';
import { type PartitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { CommittedOffsets } from './committed-offsets.ts';

/** A group, as far as it matters for how long its offsets are kept. */
interface GroupWithOffsets {
  readonly group: { members(): readonly GroupMember[] };
  readonly offsets: CommittedOffsets;
}

/** When offsets are too old; times are Unix milliseconds. */
export interface OffsetRetention {
  /** Since when the group has had no members; undefined while it has some. */
  readonly emptySinceMs: number | undefined;
  readonly retentionMs: number;
  readonly nowMs: number;
}

/**
 * The offsets that nobody has needed for the retention time, as in Kafka: of a group without members all
 * that were not committed since; of one with members those of topics that no member reads.
 */
export function expiredOffsets(
  { group, offsets }: GroupWithOffsets,
  { emptySinceMs, retentionMs, nowMs }: OffsetRetention,
): PartitionKey[] {
  const oldMs = nowMs - retentionMs;
  if (emptySinceMs !== undefined && emptySinceMs > oldMs) return [];
  const inUse = topicsInUse(group.members());
  return Array.from(offsets.entries())
    .filter(([key, { committedAtMs }]) => {
      return committedAtMs <= oldMs && !inUse.has(splitPartitionKey(key).topicId);
    })
    .map(([key]) => key);
}

function topicsInUse(members: readonly GroupMember[]): Set<TopicId> {
  const topics = new Set<TopicId>();
  for (const { owned, target } of members) {
    for (const key of owned.keys()) topics.add(splitPartitionKey(key).topicId);
    for (const key of target) topics.add(splitPartitionKey(key).topicId);
  }
  return topics;
}
