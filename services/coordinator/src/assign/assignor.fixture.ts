import { type TopicId, toTopicId } from '@weir/core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { AssignorInput, AssignorTopic, TargetAssignment } from './assignor.ts';

const topicIds = Array.from({ length: 5 }, (_, index) =>
  toTopicId(`00000000-0000-4000-8000-00000000000${index}`),
);

const topicsArbitrary = fc
  .array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: topicIds.length })
  .map((sizes) => sizes.map((partitions, index) => topicOf(index, partitions)));

/** Members that all subscribe to everything. */
export const evenInput: fc.Arbitrary<AssignorInput> = fc
  .record({ topics: topicsArbitrary, members: fc.integer({ min: 1, max: 12 }) })
  .map(({ topics, members }) => ({
    topics,
    members: Array.from({ length: members }, (_, index) =>
      memberOf(
        index,
        topics.map(({ topicId }) => topicId),
      ),
    ),
  }));

/** Members with subscriptions of their own, some to nothing. */
export const unevenInput: fc.Arbitrary<AssignorInput> = topicsArbitrary.chain((topics) =>
  fc
    .array(fc.subarray(topics.map(({ topicId }) => topicId)), { minLength: 1, maxLength: 10 })
    .map((subscriptions) => ({
      topics,
      members: subscriptions.map((subscribed, index) => memberOf(index, subscribed)),
    })),
);

/** The same members and topics, with racks for some of the members and replicas. */
export function withRacks(input: fc.Arbitrary<AssignorInput>): fc.Arbitrary<AssignorInput> {
  const racks = ['a', 'b', 'c'];
  return fc
    .record({
      input,
      ofMembers: fc.array(fc.constantFrom('', ...racks, ...racks), {
        minLength: 12,
        maxLength: 12,
      }),
      ofReplicas: fc.array(fc.subarray([...racks, 'd']), { minLength: 1, maxLength: 100 }),
    })
    .map(({ input: { members, topics }, ofMembers, ofReplicas }) => ({
      members: members.map((member, index) => ({ ...member, rack: ofMembers[index] ?? '' })),
      topics: topics.map((topic, place) => ({
        ...topic,
        racks: Array.from(
          { length: topic.partitions },
          (_, partition) => new Set(ofReplicas[(20 * place + partition) % ofReplicas.length]),
        ),
      })),
    }));
}

/** How many partitions are read in the rack of a replica. */
export function matches({ members, topics }: AssignorInput, target: TargetAssignment): number {
  const topicById = new Map(topics.map((topic) => [topic.topicId, topic]));
  let count = 0;
  for (const { memberId, rack } of members) {
    for (const { topicId, partition } of [...(target.get(memberId) ?? [])].map(splitPartitionKey)) {
      if (topicById.get(topicId)?.racks?.[partition]?.has(rack) === true) count += 1;
    }
  }
  return count;
}

/** A topic, without racks. */
export function topicOf(index: number, partitions: number): AssignorTopic {
  return { topicId: topicIds[index] ?? toTopicId(''), name: `topic-${index}`, partitions };
}

/** A member without a rack that had nothing. */
export function memberOf(
  index: number,
  subscribed: readonly TopicId[],
): AssignorInput['members'][number] {
  return {
    memberId: `member-${index}`,
    rack: '',
    topicIds: new Set(subscribed),
    previous: new Set(),
  };
}

/** Every partition with a subscriber is given once, to one of its subscribers. */
export function expectWhole(input: AssignorInput, target: TargetAssignment): void {
  expect([...target.keys()]).toEqual(input.members.map(({ memberId }) => memberId));
  const wanted = input.topics
    .filter(({ topicId }) => input.members.some((member) => member.topicIds.has(topicId)))
    .flatMap(({ topicId, partitions }) =>
      Array.from({ length: partitions }, (_, partition) => partitionKey(topicId, partition)),
    );
  expect([...target.values()].flatMap((keys) => [...keys]).toSorted()).toEqual(wanted.toSorted());
  for (const member of input.members) {
    for (const key of target.get(member.memberId) ?? []) {
      expect(member.topicIds.has(splitPartitionKey(key).topicId)).toBe(true);
    }
  }
}

/** By how much a member is at most above one that may take a partition of it. */
export function widestGap({ members }: AssignorInput, target: TargetAssignment): number {
  const sizeOf = (memberId: string): number => target.get(memberId)?.size ?? 0;
  let widest = 0;
  for (const [memberId, keys] of target) {
    for (const { topicId } of [...keys].map(splitPartitionKey)) {
      for (const taker of members.filter((member) => member.topicIds.has(topicId))) {
        widest = Math.max(widest, sizeOf(memberId) - sizeOf(taker.memberId));
      }
    }
  }
  return widest;
}

/** How many partitions each member has. */
export function loads(target: TargetAssignment): number[] {
  return [...target.values()].map((keys) => keys.size);
}

/** How far the highest count is above the lowest. */
export function spread(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
}

/** The partition numbers of one topic that a member has, in the order of taking. */
export function partitionsOf(
  target: TargetAssignment,
  memberId: string,
  topicId: TopicId,
): number[] {
  return [...(target.get(memberId) ?? [])]
    .map(splitPartitionKey)
    .filter((partition) => partition.topicId === topicId)
    .map(({ partition }) => partition);
}

/** Gives every partition to some member, whatever it subscribes to. */
export function dealAtRandom(input: AssignorInput, dice: Iterator<number>): TargetAssignment {
  const target = new Map(input.members.map(({ memberId }) => [memberId, new Set<PartitionKey>()]));
  for (const { topicId, partitions } of input.topics) {
    for (let partition = 0; partition < partitions; partition += 1) {
      const winner = Number(dice.next().value) % input.members.length;
      target.get(`member-${winner}`)?.add(partitionKey(topicId, partition));
    }
  }
  return target;
}

/** The same members, with what they had before. */
export function withPrevious(input: AssignorInput, before: TargetAssignment): AssignorInput {
  return {
    topics: input.topics,
    members: input.members.map((member) => ({
      ...member,
      previous: before.get(member.memberId) ?? new Set(),
    })),
  };
}

/** How many partitions do not stay where they were. */
export function moves(before: TargetAssignment, after: TargetAssignment): number {
  let count = 0;
  for (const [memberId, keys] of before) {
    for (const key of keys) if (after.get(memberId)?.has(key) !== true) count += 1;
  }
  return count;
}

/** What balance needs: as many of the fullest members as there is remainder keep one more. */
export function fewestMoves(before: TargetAssignment, members: number): number {
  const sizes = loads(before).toSorted((left, right) => right - left);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const share = Math.floor(total / members);
  const remainder = total % members;
  return sizes.reduce(
    (sum, size, index) => sum + Math.max(0, size - share - (index < remainder ? 1 : 0)),
    0,
  );
}
