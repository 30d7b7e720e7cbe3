import type { Brand, TopicId } from '@weir/core';

/** A partition as one string, `<topic id>/<partition>`: fit for a key of a map or a document. */
export type PartitionKey = Brand<string, 'PartitionKey'>;

/** The key of a partition. */
export function partitionKey(topicId: TopicId, partition: number): PartitionKey {
  return `${topicId}/${partition}` as PartitionKey;
}

/** The partition that a key names. */
export function splitPartitionKey(key: PartitionKey): { topicId: TopicId; partition: number } {
  const slash = key.lastIndexOf('/');
  return { topicId: key.slice(0, slash) as TopicId, partition: Number(key.slice(slash + 1)) };
}

/** Orders keys by topic id, then by partition as a number. */
export function comparePartitionKeys(left: PartitionKey, right: PartitionKey): number {
  const a = splitPartitionKey(left);
  const b = splitPartitionKey(right);
  if (a.topicId === b.topicId) return a.partition - b.partition;
  return a.topicId < b.topicId ? -1 : 1;
}
