import type { CommittedOffset } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { callCoordinator, type CoordinatorCallOptions } from '../cluster/call-coordinator.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { OffsetToCommit, PartitionId } from '../consumer/consumer-options.ts';

/** Of which partitions, and how long to try. */
export interface FetchOffsetsOptions extends CoordinatorCallOptions {
  /** All that were committed by default. */
  readonly partitions?: readonly PartitionId[] | undefined;
}

/** The offsets that a group has committed; partitions that never were are left out. */
export async function fetchOffsets(
  cluster: Cluster,
  groupId: string,
  options: FetchOffsetsOptions = {},
): Promise<readonly OffsetToCommit[]> {
  if (options.partitions?.length === 0) return [];
  await cluster.connect();
  const partitions = (options.partitions ?? []).map(({ topic, partition }) => ({
    topicId: cluster.view.topicByName(topic)?.topicId ?? '',
    topic,
    partition,
  }));
  const { offsets } = await callCoordinator(
    cluster,
    groupId,
    (client, deadlineMs) =>
      callUnary(client, 'fetchOffsets', { groupId, partitions }, { deadlineMs }),
    options,
  );
  return offsets.map(toOffset);
}

function toOffset(committed: CommittedOffset): OffsetToCommit {
  const { topic, partition, offset, leaderEpoch, metadata } = committed;
  return {
    topic,
    partition,
    offset,
    metadata,
    ...(leaderEpoch === undefined ? undefined : { leaderEpoch }),
  };
}
