import type { TopicId } from '@weir/core';
import { type PartitionKey, partitionKey } from '../topics/partition-key.ts';
import type { Assignor, AssignorInput, AssignorTopic, TargetAssignment } from './assignor.ts';
import { evenRooms, inRuns } from './deal.ts';
import { betterHolders } from './better-holders.ts';
import { hasRacks } from './prefer-racks.ts';
import { balancedBounds } from './share-bounds.ts';
import { groupTopics } from './topic-group.ts';

/**
 * Cuts each topic into runs of neighbouring partitions, one run a subscriber, as Kafka's does.
 *
 * Topics with the same number of partitions and the same subscribers are cut alike, so partition n
 * of each is read by the same member (co-partitioning). Balanced within one for each topic. Where
 * more partitions are then read in their own rack, such topics are dealt out alike by racks instead.
 */
export const rangeAssignor: Assignor = { name: 'range', assign };

function assign(input: AssignorInput): TargetAssignment {
  const { members, topics } = input;
  const isRacked = hasRacks(input);
  const holdersOf = new Map<TopicId, readonly number[]>();
  for (const { topics: sameReaders, subscribers } of groupTopics(input)) {
    for (const coPartitioned of Map.groupBy(sameReaders, countOf).values()) {
      const runs = inRuns(evenRooms(subscribers.length, countOf(coPartitioned[0])));
      const racks = subscribers.map((member) => members[member]?.rack ?? '');
      const places = isRacked ? dealByRacks(coPartitioned, racks, runs) : runs;
      const holders = places.map((place) => subscribers[place] ?? -1);
      for (const { topicId } of coPartitioned) holdersOf.set(topicId, holders);
    }
  }
  const target = members.map(() => new Set<PartitionKey>());
  for (const { topicId } of topics) {
    for (const [partition, member] of (holdersOf.get(topicId) ?? []).entries()) {
      target[member]?.add(partitionKey(topicId, partition));
    }
  }
  return new Map(members.map(({ memberId }, index) => [memberId, target[index] ?? new Set()]));
}

/** For each partition number of these topics the place of the member that reads it in all. */
function dealByRacks(
  topics: readonly AssignorTopic[],
  racks: readonly string[],
  runs: readonly number[],
): readonly number[] {
  const items = runs.map((_, partition) => ({
    gains: gainsOf(topics, partition),
    owner: undefined,
  }));
  const none = racks.map(() => 0);
  const bounds = balancedBounds(none, items.length);
  return betterHolders({ racks, items, bounds, deal: inRuns }, runs);
}

/** In each rack, of how many of the topics this partition has a replica there. */
function gainsOf(topics: readonly AssignorTopic[], partition: number): ReadonlyMap<string, number> {
  const gains = new Map<string, number>();
  for (const { racks } of topics) {
    for (const rack of racks?.[partition] ?? []) gains.set(rack, (gains.get(rack) ?? 0) + 1);
  }
  return gains;
}

function countOf(topic: AssignorTopic | undefined): number {
  return topic?.partitions ?? 0;
}
