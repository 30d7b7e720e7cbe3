import type { Partition, Topic, TopicListingInput } from '@weir/protos';
import { isLeaderless, isUnderMinIsr, isUnderReplicated } from '@weir/runtime';
import type { ClusterState } from '../cluster/cluster-state.ts';

/** Topics that are not being deleted and that `isListed`, in order of name, with their health. */
export function listTopics(
  state: ClusterState,
  isListed: (topic: Topic) => boolean,
): TopicListingInput[] {
  return [...state.topics.keys()]
    .flatMap((topicId) => state.topicMessage(topicId) ?? [])
    .filter(isListed)
    .map(toListing)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function toListing(topic: Topic) {
  const { name, topicId, partitions, replicationFactor, internal } = topic;
  const count = (isCounted: (partition: Partition, topic: Topic) => boolean): number =>
    partitions.reduce((sum, partition) => sum + (isCounted(partition, topic) ? 1 : 0), 0);
  return {
    ...{ name, topicId, replicationFactor, internal },
    partitions: partitions.length,
    leaderlessPartitions: count(isLeaderless),
    underReplicatedPartitions: count(isUnderReplicated),
    underMinIsrPartitions: count(isUnderMinIsr),
  };
}
