import { type PartitionKey, partitionKey } from '../topics/partition-key.ts';
import type { Assignor, AssignorInput, TargetAssignment } from './assignor.ts';
import { preferRacks } from './prefer-racks.ts';

/**
 * Deals all partitions of all topics out in turn, skipping members that do not subscribe, as
 * Kafka's does. Balanced within one over all topics where every member subscribes to the same.
 * Then members exchange partitions, number for number, to read in their own rack.
 */
export const roundRobinAssignor: Assignor = { name: 'round-robin', assign };

function assign(input: AssignorInput): TargetAssignment {
  return preferRacks(input, dealInTurns(input));
}

function dealInTurns({ members, topics }: AssignorInput): TargetAssignment {
  const target = new Map(members.map(({ memberId }) => [memberId, new Set<PartitionKey>()]));
  let turn = 0;
  for (const { topicId, partitions } of topics) {
    if (!members.some(({ topicIds }) => topicIds.has(topicId))) continue;
    for (let partition = 0; partition < partitions; partition += 1) {
      while (members[turn % members.length]?.topicIds.has(topicId) !== true) turn += 1;
      const memberId = members[turn % members.length]?.memberId ?? '';
      target.get(memberId)?.add(partitionKey(topicId, partition));
      turn += 1;
    }
  }
  return target;
}
