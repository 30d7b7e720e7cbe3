import { toOffset, toTopicId, WeirError } from '@weir/core';
import type { AssignedPartition, AssignedPartitionInput, ConsumedPosition } from '@weir/protos';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';

const maxPartitions = 20_000;

/** A partition as messages name it: by topic id, or by name where the id is empty. */
export interface NamedPartition {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
}

/** The key of a partition that a message names; undefined for a name that does not exist. */
export function toPartitionKey(
  { topicId, topic, partition }: NamedPartition,
  topics: TopicCatalog,
): PartitionKey | undefined {
  const id = topicId === '' ? topics.topicByName(topic)?.topicId : toTopicId(topicId);
  return id === undefined ? undefined : partitionKey(id, partition);
}

/** What a member says that it holds. Throws `INVALID_REQUEST` for more than anybody can hold. */
export function toHeld(
  partitions: readonly AssignedPartition[],
  topics: TopicCatalog,
): Set<PartitionKey> {
  checkCount(partitions.length);
  return new Set(partitions.flatMap((partition) => toPartitionKey(partition, topics) ?? []));
}

/** Where a member says that it stands. Throws `INVALID_REQUEST` as `toHeld` does. */
export function toPositions(positions: readonly ConsumedPosition[]): Map<PartitionKey, number> {
  checkCount(positions.length);
  return new Map(
    positions.map(({ topicId, partition, position }) => [
      partitionKey(toTopicId(topicId), partition),
      toOffset(position),
    ]),
  );
}

function checkCount(partitions: number): void {
  if (partitions <= maxPartitions) return;
  throw new WeirError(
    'INVALID_REQUEST',
    `The message names ${partitions} partitions, at most ${maxPartitions} are allowed`,
  );
}

/** Partitions with the names of their topics; the name of a deleted topic is empty. */
export function toAssignedPartitions(
  keys: Iterable<PartitionKey>,
  topics: TopicCatalog,
): AssignedPartitionInput[] {
  return Array.from(keys, (key) => {
    const { topicId, partition } = splitPartitionKey(key);
    return { topicId, topic: topics.topicById(topicId)?.name ?? '', partition };
  });
}
