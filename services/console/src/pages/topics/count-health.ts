import type { DescribeTopicResponse, TopicListing } from '@weir/protos';

/** What is wrong with a described topic's partitions, in the same numbers as a listing has. */
export function countHealth({
  topic,
  configs,
}: DescribeTopicResponse): Pick<
  TopicListing,
  'leaderlessPartitions' | 'underMinIsrPartitions' | 'underReplicatedPartitions'
> {
  const partitions = topic?.partitions ?? [];
  const minIsr = Number(configs.find(({ name }) => name === 'min.insync.replicas')?.value ?? 0);
  return {
    leaderlessPartitions: partitions.filter(({ leader }) => leader === undefined).length,
    underReplicatedPartitions: partitions.filter(
      ({ assignedReplicas, inSyncReplicas }) => inSyncReplicas.length < assignedReplicas.length,
    ).length,
    underMinIsrPartitions: partitions.filter(({ inSyncReplicas }) => inSyncReplicas.length < minIsr)
      .length,
  };
}
