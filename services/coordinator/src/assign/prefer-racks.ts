import { type PartitionKey, partitionKey } from '../topics/partition-key.ts';
import type { AssignorInput, AssignorTopic, TargetAssignment } from './assignor.ts';
import { inTurns } from './deal.ts';
import { betterHolders } from './better-holders.ts';
import { balancedBounds, exactBounds } from './share-bounds.ts';
import { groupTopics, type TopicGroup } from './topic-group.ts';

const noRacks: ReadonlySet<string> = new Set();

/** Whether any member and any replica have a rack. */
export function hasRacks({ members, topics }: AssignorInput): boolean {
  return members.some(({ rack }) => rack !== '') && topics.some(({ racks }) => racks !== undefined);
}

/**
 * Exchanges partitions of a target between members where more of them are then read in the rack of
 * a replica. `owners` has the index of the member with which a partition stays if it can.
 *
 * Where all members read the same topics, any balanced target with the fewest moves will do.
 * Otherwise each keeps its number of partitions among the topics that the same members read.
 */
export function preferRacks(
  input: AssignorInput,
  target: TargetAssignment,
  owners: ReadonlyMap<PartitionKey, number> = new Map(),
): TargetAssignment {
  if (!hasRacks(input)) return target;
  const holders = new Map<PartitionKey, number>();
  for (const [index, { memberId }] of input.members.entries()) {
    for (const key of target.get(memberId) ?? []) holders.set(key, index);
  }
  const groups = groupTopics(input);
  for (const group of groups) {
    improve({ input, group, owners, isOnly: groups.length === 1 }, holders);
  }
  const improved = input.members.map(() => new Set<PartitionKey>());
  for (const key of input.topics.flatMap(keysOf)) improved[holders.get(key) ?? -1]?.add(key);
  return new Map(
    input.members.map(({ memberId }, index) => [memberId, improved[index] ?? new Set()]),
  );
}

interface GroupContext {
  readonly input: AssignorInput;
  readonly group: TopicGroup;
  readonly owners: ReadonlyMap<PartitionKey, number>;
  /** Whether no member reads anything else. */
  readonly isOnly: boolean;
}

/** Puts better holders in for the partitions of a group of topics. */
function improve(context: GroupContext, holders: Map<PartitionKey, number>): void {
  const { input, group, owners, isOnly } = context;
  const { subscribers, topics } = group;
  const keys = topics.flatMap(keysOf);
  const places = new Map(subscribers.map((member, place) => [member, place]));
  const placesIn = (members: ReadonlyMap<PartitionKey, number>): (number | undefined)[] =>
    keys.map((key) => places.get(members.get(key) ?? -1));

  const ownerPlaces = placesIn(owners);
  const holderPlaces = placesIn(holders).map((place) => place ?? -1);
  const items = gainsOf(topics).map((gains, index) => ({ gains, owner: ownerPlaces[index] }));
  const bounds = isOnly
    ? balancedBounds(countByPlace(ownerPlaces, subscribers.length), keys.length)
    : exactBounds(countByPlace(holderPlaces, subscribers.length));
  const racks = subscribers.map((member) => input.members[member]?.rack ?? '');
  const better = betterHolders({ racks, items, bounds, deal: inTurns }, holderPlaces);
  for (const [index, key] of keys.entries()) {
    holders.set(key, subscribers[better[index] ?? -1] ?? -1);
  }
}

function keysOf({ topicId, partitions }: AssignorTopic): PartitionKey[] {
  return Array.from({ length: partitions }, (_, partition) => partitionKey(topicId, partition));
}

/** What each partition gains in each rack; partitions whose replicas stand alike share it. */
function gainsOf(topics: readonly AssignorTopic[]): ReadonlyMap<string, number>[] {
  const known = new Map<ReadonlySet<string>, ReadonlyMap<string, number>>([[noRacks, new Map()]]);
  return topics.flatMap(({ partitions, racks }) =>
    Array.from({ length: partitions }, (_, partition) => {
      const set = racks?.[partition] ?? noRacks;
      const gains = known.get(set) ?? new Map([...set].map((rack) => [rack, 1]));
      known.set(set, gains);
      return gains;
    }),
  );
}

function countByPlace(places: readonly (number | undefined)[], length: number): number[] {
  const counts = Array.from({ length }, () => 0);
  for (const place of places) {
    if (place !== undefined) counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}
