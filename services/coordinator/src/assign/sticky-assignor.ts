import type { TopicId } from '@weir/core';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { Assignor, AssignorInput, TargetAssignment } from './assignor.ts';
import { Hand } from './hand.ts';
import { preferRacks } from './prefer-racks.ts';

/**
 * Keeps what members had and moves as little as balance needs, as Kafka's uniform assignor does.
 *
 * Where every member subscribes to the same topics the result is balanced within one and the moves
 * are the fewest possible. Otherwise no single move would bring two members nearer to each other.
 * Racks decide which partitions move and where to, never that more of them do.
 */
export const stickyAssignor: Assignor = { name: 'sticky', assign };

type HandsByTopic = ReadonlyMap<TopicId, readonly Hand[]>;

function assign(input: AssignorInput): TargetAssignment {
  const { members, topics } = input;
  const hands = members.map(({ topicIds }) => new Hand(topicIds));
  const subscribers = new Map(
    topics.map(({ topicId }) => [topicId, hands.filter((hand) => hand.topicIds.has(topicId))]),
  );
  const owners = findOwners(input);
  const unassigned = keepOwned(input, owners, hands);
  // Topics that few may read first: the others can still level out.
  const scarceFirst = unassigned
    .map((key) => ({ key, takers: subscribers.get(splitPartitionKey(key).topicId) ?? [] }))
    .toSorted((left, right) => left.takers.length - right.takers.length);
  for (const { key, takers } of scarceFirst) leastLoaded(takers)?.take(key);
  level(hands, subscribers);
  const target = new Map<string, ReadonlySet<PartitionKey>>();
  for (const [index, { partitions }] of hands.entries()) {
    target.set(members[index]?.memberId ?? '', partitions);
  }
  return preferRacks(input, target, owners);
}

/** The index of the member that had each partition and may still read it. */
function findOwners({ members }: AssignorInput): Map<PartitionKey, number> {
  const owners = new Map<PartitionKey, number>();
  for (const [index, { topicIds, previous }] of members.entries()) {
    for (const key of previous) {
      if (topicIds.has(splitPartitionKey(key).topicId)) owners.set(key, index);
    }
  }
  return owners;
}

/** Lets every owner keep what it had; returns all other partitions. */
function keepOwned(
  { topics }: AssignorInput,
  owners: ReadonlyMap<PartitionKey, number>,
  hands: readonly Hand[],
): PartitionKey[] {
  const unassigned: PartitionKey[] = [];
  for (const { topicId, partitions } of topics) {
    for (let partition = 0; partition < partitions; partition += 1) {
      const key = partitionKey(topicId, partition);
      const owner = hands[owners.get(key) ?? -1];
      if (owner === undefined) unassigned.push(key);
      else owner.take(key);
    }
  }
  return unassigned;
}

function leastLoaded(hands: readonly Hand[]): Hand | undefined {
  let least: Hand | undefined;
  for (const hand of hands) if (least === undefined || hand.size < least.size) least = hand;
  return least;
}

/**
 * Moves partitions, one at a time, from the fullest member that can give to one with at least two
 * fewer. Each move makes the sum of squared loads smaller, so this ends.
 */
function level(hands: readonly Hand[], subscribers: HandsByTopic): void {
  const stuck = new Set<Hand>();
  for (;;) {
    const giver = fullest(hands, stuck);
    if (giver === undefined) return;
    const taker = giveOne(giver, subscribers);
    if (taker === undefined) {
      stuck.add(giver);
      continue;
    }
    // Only these two changed: others can give again only to the one that has fewer now.
    stuck.delete(taker);
    for (const hand of stuck) {
      if (hand.size - 2 >= giver.size && hand.hasFor(giver)) stuck.delete(hand);
    }
  }
}

function fullest(hands: readonly Hand[], except: ReadonlySet<Hand>): Hand | undefined {
  let most: Hand | undefined;
  for (const hand of hands) {
    if ((most === undefined || hand.size > most.size) && !except.has(hand)) most = hand;
  }
  return most;
}

/** Gives one partition away if that levels the load; returns who took it. */
function giveOne(giver: Hand, subscribers: HandsByTopic): Hand | undefined {
  for (const { topicId, key } of giver.firstOfTopics()) {
    const taker = leastLoaded(subscribers.get(topicId) ?? []);
    if (taker === undefined || taker.size > giver.size - 2) continue;
    giver.give(key);
    taker.take(key);
    return taker;
  }
  return undefined;
}
