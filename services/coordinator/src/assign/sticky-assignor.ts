import { invariant, type TopicId } from '@weir/core';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { Assignor, AssignorInput, AssignorMember, TargetAssignment } from './assignor.ts';

/**
 * Keeps what members had and moves as little as balance needs, as Kafka's uniform assignor does.
 *
 * Where every member subscribes to the same topics the result is balanced within one and the moves
 * are the fewest possible. Otherwise no single move would bring two members nearer to each other.
 */
export const stickyAssignor: Assignor = { name: 'sticky', assign };

/** A member while partitions are dealt out. */
interface Hand {
  readonly memberId: string;
  readonly partitions: Set<PartitionKey>;
}

function assign(input: AssignorInput): TargetAssignment {
  const hands = input.members.map(({ memberId }) => ({
    memberId,
    partitions: new Set<PartitionKey>(),
  }));
  const subscribers = subscribersByTopic(input, hands);
  const unassigned = keepPrevious(input, hands);
  // Topics that few may read first: the others can still level out.
  const scarceFirst = unassigned
    .map((key) => ({ key, hands: subscribers.get(splitPartitionKey(key).topicId) ?? [] }))
    .toSorted((left, right) => left.hands.length - right.hands.length);
  for (const { key, hands: takers } of scarceFirst) leastLoaded(takers)?.partitions.add(key);
  level(hands, subscribers);
  return new Map(hands.map(({ memberId, partitions }) => [memberId, partitions]));
}

function subscribersByTopic(
  { members, topics }: AssignorInput,
  hands: readonly Hand[],
): Map<TopicId, Hand[]> {
  return new Map(
    topics.map(({ topicId }) => [
      topicId,
      hands.filter((_, index) => members[index]?.topicIds.has(topicId) === true),
    ]),
  );
}

/** Lets every member keep what it had and may still read; returns all other partitions. */
function keepPrevious({ members, topics }: AssignorInput, hands: readonly Hand[]): PartitionKey[] {
  const keepers = new Map<PartitionKey, Hand>();
  for (const [index, member] of members.entries()) {
    const hand = hands[index];
    invariant(hand !== undefined, 'every member has a hand');
    for (const key of member.previous) if (mayKeep(member, key)) keepers.set(key, hand);
  }
  const unassigned: PartitionKey[] = [];
  for (const { topicId, partitions } of topics) {
    for (let partition = 0; partition < partitions; partition += 1) {
      const key = partitionKey(topicId, partition);
      const keeper = keepers.get(key);
      if (keeper === undefined) unassigned.push(key);
      else keeper.partitions.add(key);
    }
  }
  return unassigned;
}

function mayKeep(member: AssignorMember, key: PartitionKey): boolean {
  return member.topicIds.has(splitPartitionKey(key).topicId);
}

function leastLoaded(hands: readonly Hand[]): Hand | undefined {
  let least: Hand | undefined;
  for (const hand of hands) {
    if (least === undefined || hand.partitions.size < least.partitions.size) least = hand;
  }
  return least;
}

/**
 * Moves partitions, one at a time, from the fullest member that can give to one with at least two
 * fewer. Each move makes the sum of squared loads smaller, so this ends.
 */
function level(hands: readonly Hand[], subscribers: ReadonlyMap<TopicId, readonly Hand[]>): void {
  const cannotGive = new Set<Hand>();
  while (cannotGive.size < hands.length) {
    const giver = fullest(hands.filter((hand) => !cannotGive.has(hand)));
    if (giver !== undefined && giveOne(giver, subscribers)) cannotGive.clear();
    else if (giver !== undefined) cannotGive.add(giver);
  }
}

function fullest(hands: readonly Hand[]): Hand | undefined {
  let most: Hand | undefined;
  for (const hand of hands) {
    if (most === undefined || hand.partitions.size > most.partitions.size) most = hand;
  }
  return most;
}

/** Gives one partition away if that levels the load; whether it did. */
function giveOne(giver: Hand, subscribers: ReadonlyMap<TopicId, readonly Hand[]>): boolean {
  const triedTopics = new Set<TopicId>();
  for (const key of giver.partitions) {
    const { topicId } = splitPartitionKey(key);
    if (triedTopics.has(topicId)) continue;
    triedTopics.add(topicId);
    const taker = leastLoaded(subscribers.get(topicId) ?? []);
    if (taker === undefined || taker.partitions.size > giver.partitions.size - 2) continue;
    giver.partitions.delete(key);
    taker.partitions.add(key);
    return true;
  }
  return false;
}
