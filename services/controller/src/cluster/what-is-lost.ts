import type { MetadataView } from '@weir/runtime';
import type { ClusterState } from './cluster-state.ts';
import { partitionKey } from './records.ts';

/** What a store has lost, as numbers for the log. */
export interface LostDecisions {
  readonly isClusterIdLost: boolean;
  readonly topics: number;
  readonly partitions: number;
}

/**
 * What was published before and is not in the store any more: it was emptied, or rolled back.
 * Undefined when nothing is. Decisions are stored before they are published, so anything that the
 * view has and the state has not was lost.
 */
export function whatIsLost(view: MetadataView, state: ClusterState): LostDecisions | undefined {
  if (!view.isLoaded) return undefined;
  const topics = view.topics().filter(({ topicId }) => !state.topics.has(topicId)).length;
  const isLost = (topicId: string, partition: number, leaderEpoch: number): boolean => {
    const record = state.partitions.get(partitionKey(topicId, partition));
    return record === undefined || record.leaderEpoch < leaderEpoch;
  };
  const partitions = view
    .topics()
    .flatMap((topic) =>
      topic.partitions.filter(({ partition, leaderEpoch }) =>
        isLost(topic.topicId, partition, leaderEpoch),
      ),
    ).length;
  const isClusterIdLost = view.clusterId !== '' && state.clusterId === '';
  const isComplete = topics + partitions === 0 && !isClusterIdLost;
  return isComplete ? undefined : { isClusterIdLost, topics, partitions };
}
