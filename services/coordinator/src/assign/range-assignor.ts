import { type PartitionKey, partitionKey } from '../topics/partition-key.ts';
import type { Assignor, AssignorInput, AssignorTopic, TargetAssignment } from './assignor.ts';

/**
 * Cuts each topic into runs of neighbouring partitions, one run a subscriber, as Kafka's does.
 *
 * Topics with the same number of partitions and the same subscribers are cut alike, so partition n
 * of each is read by the same member (co-partitioning). Balanced within one for each topic.
 */
export const rangeAssignor: Assignor = { name: 'range', assign };

function assign({ members, topics }: AssignorInput): TargetAssignment {
  const target = new Map(members.map(({ memberId }) => [memberId, new Set<PartitionKey>()]));
  for (const topic of topics) {
    const runs = members
      .filter(({ topicIds }) => topicIds.has(topic.topicId))
      .map(({ memberId }) => target.get(memberId) ?? new Set<PartitionKey>());
    cut(topic, runs);
  }
  return target;
}

/** The first `partitions mod runs` runs are longer by one. */
function cut({ topicId, partitions }: AssignorTopic, runs: readonly Set<PartitionKey>[]): void {
  const shortest = Math.floor(partitions / runs.length);
  const longer = partitions % runs.length;
  let partition = 0;
  for (const [index, run] of runs.entries()) {
    const end = partition + shortest + (index < longer ? 1 : 0);
    for (; partition < end; partition += 1) run.add(partitionKey(topicId, partition));
  }
}
