import { type TopicId, toTopicId, WeirError } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { AssignorInput, AssignorTopic, TargetAssignment } from './assignor.ts';
import { assignorByName, assignors } from './assignors.ts';
import { rangeAssignor } from './range-assignor.ts';
import { roundRobinAssignor } from './round-robin-assignor.ts';
import { stickyAssignor } from './sticky-assignor.ts';

const topicIds = Array.from({ length: 5 }, (_, index) =>
  toTopicId(`00000000-0000-4000-8000-00000000000${index}`),
);

const topicsArbitrary = fc
  .array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: topicIds.length })
  .map((sizes) => sizes.map((partitions, index) => topicOf(index, partitions)));

/** Members that all subscribe to everything. */
const evenInput: fc.Arbitrary<AssignorInput> = fc
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
const unevenInput: fc.Arbitrary<AssignorInput> = topicsArbitrary.chain((topics) =>
  fc
    .array(fc.subarray(topics.map(({ topicId }) => topicId)), { minLength: 1, maxLength: 10 })
    .map((subscriptions) => ({
      topics,
      members: subscriptions.map((subscribed, index) => memberOf(index, subscribed)),
    })),
);

describe.each([...assignors.values()])('$name', (assignor) => {
  it('gives every partition with a subscriber to exactly one of its subscribers', () => {
    fc.assert(
      fc.property(unevenInput, (input) => {
        const target = assignor.assign(input);
        expect(target.size).toBe(input.members.length);
        expectWhole(input, target);
      }),
    );
  });

  it('gives the same output for the same input', () => {
    fc.assert(
      fc.property(unevenInput, (input) => {
        expect(assignor.assign(input)).toEqual(assignor.assign(input));
      }),
    );
  });

  it('has an entry for a group without topics and none for a group without members', () => {
    expect(assignor.assign({ members: [memberOf(0, [])], topics: [] })).toEqual(
      new Map([['member-0', new Set()]]),
    );
    expect(assignor.assign({ members: [], topics: [topicOf(0, 3)] })).toEqual(new Map());
  });
});

describe.each([roundRobinAssignor, stickyAssignor])('$name', (assignor) => {
  it('is balanced within one where all subscribe to the same', () => {
    fc.assert(
      fc.property(evenInput, (input) => {
        expect(spread(loads(assignor.assign(input)))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('range', () => {
  it('is balanced within one in each topic', () => {
    fc.assert(
      fc.property(unevenInput, (input) => {
        const target = rangeAssignor.assign(input);
        for (const { topicId } of input.topics) {
          const subscribers = input.members.filter((member) => member.topicIds.has(topicId));
          const runs = subscribers.map(
            ({ memberId }) => partitionsOf(target, memberId, topicId).length,
          );
          expect(spread(runs)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('gives partition n of co-partitioned topics to the same member', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 8 }),
        (partitions, members) => {
          const topics = [topicOf(0, partitions), topicOf(1, partitions)];
          const both = topics.map(({ topicId }) => topicId);
          const target = rangeAssignor.assign({
            topics,
            members: Array.from({ length: members }, (_, index) => memberOf(index, both)),
          });
          for (const memberId of target.keys()) {
            expect(partitionsOf(target, memberId, topicOf(0, 1).topicId)).toEqual(
              partitionsOf(target, memberId, topicOf(1, 1).topicId),
            );
          }
        },
      ),
    );
  });

  it('gives neighbouring partitions', () => {
    const target = rangeAssignor.assign({
      topics: [topicOf(0, 7)],
      members: [0, 1, 2].map((index) => memberOf(index, [topicOf(0, 7).topicId])),
    });
    const runs = [...target.keys()].map((id) => partitionsOf(target, id, topicOf(0, 7).topicId));
    expect(runs).toEqual([
      [0, 1, 2],
      [3, 4],
      [5, 6],
    ]);
  });
});

describe('sticky', () => {
  it('moves the fewest partitions that balance needs', () => {
    fc.assert(
      fc.property(evenInput, fc.infiniteStream(fc.nat()), (input, dice) => {
        const before = dealAtRandom(input, dice);
        const target = stickyAssignor.assign(withPrevious(input, before));
        expectWhole(input, target);
        expect(spread(loads(target))).toBeLessThanOrEqual(1);
        expect(moves(before, target)).toBe(fewestMoves(before, input.members.length));
      }),
    );
  });

  it('moves nothing when nothing changed', () => {
    fc.assert(
      fc.property(unevenInput, (input) => {
        const target = stickyAssignor.assign(input);
        expect(stickyAssignor.assign(withPrevious(input, target))).toEqual(target);
      }),
    );
  });

  it('leaves no two members that one move would bring nearer', () => {
    fc.assert(
      fc.property(unevenInput, (input) => {
        const target = stickyAssignor.assign(input);
        for (const giver of input.members) {
          for (const key of target.get(giver.memberId) ?? []) {
            const { topicId } = splitPartitionKey(key);
            const smallest = Math.min(
              ...input.members
                .filter((member) => member.topicIds.has(topicId))
                .map(({ memberId }) => target.get(memberId)?.size ?? 0),
            );
            expect((target.get(giver.memberId)?.size ?? 0) - smallest).toBeLessThan(2);
          }
        }
      }),
    );
  });
});

it('refuses an assignor that does not exist, listing those that do', () => {
  expect(() => assignorByName('lucky')).toThrow(
    new WeirError(
      'UNSUPPORTED_ASSIGNOR',
      'Assignor "lucky" does not exist; there are sticky, range, round-robin',
    ),
  );
});

function topicOf(index: number, partitions: number): AssignorTopic {
  return { topicId: topicIds[index] ?? toTopicId(''), name: `topic-${index}`, partitions };
}

function memberOf(index: number, subscribed: readonly TopicId[]): AssignorInput['members'][number] {
  return { memberId: `member-${index}`, topicIds: new Set(subscribed), previous: new Set() };
}

function expectWhole(input: AssignorInput, target: TargetAssignment): void {
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

function loads(target: TargetAssignment): number[] {
  return [...target.values()].map((keys) => keys.size);
}

function spread(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
}

function partitionsOf(target: TargetAssignment, memberId: string, topicId: TopicId): number[] {
  return [...(target.get(memberId) ?? [])]
    .map(splitPartitionKey)
    .filter((partition) => partition.topicId === topicId)
    .map(({ partition }) => partition);
}

function dealAtRandom(input: AssignorInput, dice: Iterator<number>): TargetAssignment {
  const target = new Map(input.members.map(({ memberId }) => [memberId, new Set<PartitionKey>()]));
  for (const { topicId, partitions } of input.topics) {
    for (let partition = 0; partition < partitions; partition += 1) {
      const winner = Number(dice.next().value) % input.members.length;
      target.get(`member-${winner}`)?.add(partitionKey(topicId, partition));
    }
  }
  return target;
}

function withPrevious(input: AssignorInput, before: TargetAssignment): AssignorInput {
  return {
    topics: input.topics,
    members: input.members.map((member) => ({
      ...member,
      previous: before.get(member.memberId) ?? new Set(),
    })),
  };
}

function moves(before: TargetAssignment, after: TargetAssignment): number {
  let count = 0;
  for (const [memberId, keys] of before) {
    for (const key of keys) if (after.get(memberId)?.has(key) !== true) count += 1;
  }
  return count;
}

/** The fullest members may keep one more, as many of them as there is remainder. */
function fewestMoves(before: TargetAssignment, members: number): number {
  const sizes = loads(before).toSorted((left, right) => right - left);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const share = Math.floor(total / members);
  const remainder = total % members;
  return sizes.reduce(
    (sum, size, index) => sum + Math.max(0, size - share - (index < remainder ? 1 : 0)),
    0,
  );
}
