import { checkPartition } from '@weir/core';
import type { Cluster } from '../cluster/cluster.ts';
import type { ReaderPlace } from './partition-reader.ts';
import type { ResolvedConsumerOptions } from './resolve-consumer-options.ts';

/** The partitions of a consumer that is no group's member. */
export interface NamedPartitions {
  /** Looks for added partitions no more. */
  stop(): void;
}

/**
 * Tells the partitions that the options name; of whole topics also those that are added later.
 *
 * Throws `UNKNOWN_TOPIC_OR_PARTITION` for what does not exist.
 */
export async function namedPartitions(
  cluster: Cluster,
  { kind, topics, assignment }: ResolvedConsumerOptions,
  onAssigned: (places: readonly ReaderPlace[]) => void,
): Promise<NamedPartitions> {
  if (kind === 'manual') {
    const places: ReaderPlace[] = [];
    for (const { topic, partition } of assignment) {
      const { topicId, partitions } = await cluster.topic(topic);
      places.push({ topicId, topic, partition: checkPartition(partition, partitions.length) });
    }
    onAssigned(places);
    return { stop: () => undefined };
  }
  const topicIds: string[] = [];
  for (const topic of topics) topicIds.push((await cluster.topic(topic)).topicId);
  return { stop: followTopics(cluster, topicIds, onAssigned) };
}

function followTopics(
  cluster: Cluster,
  topicIds: readonly string[],
  onAssigned: (places: readonly ReaderPlace[]) => void,
): () => void {
  const known = new Map<string, number>();
  const look = (): void => {
    const places = topicIds.flatMap((topicId) => {
      const topic = cluster.view.topicById(topicId);
      const count = known.get(topicId) ?? 0;
      if (topic === undefined || topic.partitions.length <= count) return [];
      known.set(topicId, topic.partitions.length);
      return topic.partitions
        .slice(count)
        .map(({ partition }) => ({ topicId, topic: topic.name, partition }));
    });
    if (places.length > 0) onAssigned(places);
  };
  look();
  return cluster.onChange(look);
}
