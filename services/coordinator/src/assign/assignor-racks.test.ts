import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { AssignorInput, TargetAssignment } from './assignor.ts';
import {
  dealAtRandom,
  evenInput,
  expectWhole,
  fewestMoves,
  loads,
  matches,
  memberOf,
  moves,
  partitionsOf,
  spread,
  topicOf,
  unevenInput,
  widestGap,
  withPrevious,
  withRacks,
} from './assignor.fixture.ts';
import { assignors } from './assignors.ts';
import { rangeAssignor } from './range-assignor.ts';
import { roundRobinAssignor } from './round-robin-assignor.ts';
import { stickyAssignor } from './sticky-assignor.ts';
import { groupTopics } from './topic-group.ts';

const dice = fc.infiniteStream(fc.nat());

/** At most 4 members and 6 partitions, so that all targets can be tried. */
const smallInput: fc.Arbitrary<AssignorInput> = fc
  .record({
    members: fc.integer({ min: 1, max: 4 }),
    partitions: fc.integer({ min: 1, max: 3 }),
    topics: fc.integer({ min: 1, max: 2 }),
  })
  .map((sizes) => {
    const topics = Array.from({ length: sizes.topics }, (_, index) =>
      topicOf(index, sizes.partitions),
    );
    const all = topics.map(({ topicId }) => topicId);
    return {
      topics,
      members: Array.from({ length: sizes.members }, (_, index) => memberOf(index, all)),
    };
  });

/** Three racks, as many members in each, replicas spread over them evenly. */
const matchableInput: fc.Arbitrary<AssignorInput> = fc
  .record({
    perRack: fc.integer({ min: 1, max: 5 }),
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    replicas: fc.constantFrom(1, 2),
    order: fc.constantFrom([0, 1, 2], [2, 0, 1], [1, 0, 2]),
  })
  .map(({ perRack, sizes, replicas, order }) => {
    const rackAt = (index: number): string => ['a', 'b', 'c'][index % 3] ?? '';
    const topics = sizes.map((size, index) => ({
      ...topicOf(index, 3 * size),
      racks: Array.from(
        { length: 3 * size },
        (_, partition) =>
          new Set(Array.from({ length: replicas }, (_2, replica) => rackAt(partition + replica))),
      ),
    }));
    const all = topics.map(({ topicId }) => topicId);
    const members = Array.from({ length: 3 * perRack }, (_, index) => ({
      ...memberOf(index, all),
      // Neighbours in the order of joining stand in one rack or in different ones.
      rack: rackAt(order[Math.floor(index / perRack) % 3] ?? 0),
    }));
    return { topics, members };
  });

/** Topics with the same number of partitions; members with subscriptions of their own. */
const sameSizesInput = unevenInput.map(({ members, topics }) => ({
  members,
  topics: topics.map((topic) => ({ ...topic, partitions: topics[0]?.partitions ?? 1 })),
}));

describe.each([...assignors.values()])('$name with racks', (assignor) => {
  it('gives every partition once, and the same output for the same input', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), dice, (members, roll) => {
        const input = withPrevious(members, dealAtRandom(members, roll));
        const target = assignor.assign(input);
        expectWhole(input, target);
        expect(assignor.assign(input)).toEqual(target);
      }),
    );
  });

  it('reads more partitions in their rack than without, or assigns as without', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), dice, (members, roll) => {
        const input = withPrevious(members, dealAtRandom(members, roll));
        const unaware = assignor.assign(withoutRacks(input));
        const target = assignor.assign(input);
        expect(matches(input, target)).toBeGreaterThanOrEqual(matches(input, unaware));
        if (matches(input, target) === matches(input, unaware)) expect(target).toEqual(unaware);
      }),
    );
  });

  it('reads every partition in its rack where that can be', () => {
    fc.assert(
      fc.property(matchableInput, (input) => {
        const total = input.topics.reduce((sum, { partitions }) => sum + partitions, 0);
        expect(matches(input, assignor.assign(input))).toBe(total);
      }),
    );
  });

  it('assigns as without racks where every replica set stands in all racks', () => {
    const inAll = new Set(['a', 'b', 'c']);
    fc.assert(
      fc.property(withRacks(unevenInput), dice, (members, roll) => {
        const input = withPrevious(members, dealAtRandom(members, roll));
        const everywhere = {
          members: input.members.map((member) => ({ ...member, rack: member.rack || 'a' })),
          topics: input.topics.map((topic) => ({
            ...topic,
            racks: Array.from({ length: topic.partitions }, () => inAll),
          })),
        };
        expect(assignor.assign(everywhere)).toEqual(assignor.assign(withoutRacks(input)));
      }),
    );
  });

  it('leaves racks alone that no member or no replica names', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), (input) => {
        const { members, topics } = withoutRacks(input);
        const unaware = assignor.assign({ members, topics });
        expect(assignor.assign({ members: input.members, topics })).toEqual(unaware);
        expect(assignor.assign({ members, topics: input.topics })).toEqual(unaware);
      }),
    );
  });
});

describe('round-robin with racks', () => {
  it('is balanced within one and reads the most in their rack that this allows', () => {
    fc.assert(
      fc.property(withRacks(smallInput), (input) => {
        const target = roundRobinAssignor.assign(input);
        expect(spread(loads(target))).toBeLessThanOrEqual(1);
        const balanced = allTargets(input).filter((other) => spread(loads(other)) <= 1);
        const most = Math.max(...balanced.map((other) => matches(input, other)));
        expect(matches(input, target)).toBe(most);
      }),
    );
  });

  it('leaves every member its number of partitions where subscriptions differ', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), (input) => {
        fc.pre(groupTopics(input).length > 1);
        const unaware = roundRobinAssignor.assign(withoutRacks(input));
        expect(loads(roundRobinAssignor.assign(input))).toEqual(loads(unaware));
      }),
    );
  });
});

describe('range with racks', () => {
  it('is balanced within one in each topic', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), (input) => {
        const target = rangeAssignor.assign(input);
        for (const { topicId } of input.topics) {
          const readers = input.members.filter((member) => member.topicIds.has(topicId));
          const counts = readers.map(
            ({ memberId }) => partitionsOf(target, memberId, topicId).length,
          );
          expect(spread(counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('gives partition n of co-partitioned topics to the same member', () => {
    fc.assert(
      fc.property(withRacks(sameSizesInput), (input) => {
        const target = rangeAssignor.assign(input);
        for (const { topics } of groupTopics(input)) {
          for (const { memberId } of input.members) {
            const numbers = topics.map(({ topicId }) => partitionsOf(target, memberId, topicId));
            expect(numbers).toEqual(topics.map(() => numbers[0]));
          }
        }
      }),
    );
  });

  it('reads the most in their rack that balance and co-partitioning allow', () => {
    fc.assert(
      fc.property(withRacks(smallInput), (input) => {
        const target = rangeAssignor.assign(input);
        const first = input.topics.slice(0, 1);
        const cuts = allTargets({ ...input, topics: first })
          .filter((cut) => spread(loads(cut)) <= 1)
          .map((cut) => forAllTopics(input, cut));
        expect(matches(input, target)).toBe(Math.max(...cuts.map((cut) => matches(input, cut))));
      }),
    );
  });
});

describe('sticky with racks', () => {
  it('moves the fewest partitions that balance needs', () => {
    fc.assert(
      fc.property(withRacks(evenInput), dice, (input, roll) => {
        const before = dealAtRandom(input, roll);
        const target = stickyAssignor.assign(withPrevious(input, before));
        expect(spread(loads(target))).toBeLessThanOrEqual(1);
        expect(moves(before, target)).toBe(fewestMoves(before, input.members.length));
      }),
    );
  });

  it('moves no more than without racks where subscriptions differ', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), dice, (members, roll) => {
        const before = dealAtRandom(members, roll);
        const input = withPrevious(members, before);
        const unaware = moves(before, stickyAssignor.assign(withoutRacks(input)));
        expect(moves(before, stickyAssignor.assign(input))).toBeLessThanOrEqual(unaware);
      }),
    );
  });

  it('of all balanced targets with the fewest moves has one that reads the most in their rack', () => {
    fc.assert(
      fc.property(withRacks(smallInput), dice, (members, roll) => {
        const before = someOf(dealAtRandom(members, roll), roll);
        const input = withPrevious(members, before);
        const target = stickyAssignor.assign(input);
        const balanced = allTargets(input).filter((other) => spread(loads(other)) <= 1);
        const fewest = Math.min(...balanced.map((other) => moves(before, other)));
        expect(moves(before, target)).toBe(fewest);
        const best = balanced.filter((other) => moves(before, other) === fewest);
        expect(matches(input, target)).toBe(
          Math.max(...best.map((other) => matches(input, other))),
        );
      }),
    );
  });

  it('moves nothing when nothing changed', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), (input) => {
        const target = stickyAssignor.assign(input);
        expect(stickyAssignor.assign(withPrevious(input, target))).toEqual(target);
      }),
    );
  });

  it('leaves no two members that one move would bring nearer', () => {
    fc.assert(
      fc.property(withRacks(unevenInput), dice, (members, roll) => {
        const input = withPrevious(members, dealAtRandom(members, roll));
        expect(widestGap(input, stickyAssignor.assign(input))).toBeLessThan(2);
      }),
    );
  });

  it('gives a newcomer what has a replica in its rack', () => {
    const orders = { ...topicOf(0, 4), racks: ['a', 'b', 'a', 'b'].map((rack) => new Set([rack])) };
    const all = [0, 1, 2, 3].map((partition) => partitionKey(orders.topicId, partition));
    const old = { ...memberOf(0, [orders.topicId]), rack: 'a', previous: new Set(all) };
    const target = stickyAssignor.assign({
      members: [old, { ...memberOf(1, [orders.topicId]), rack: 'b' }],
      topics: [orders],
    });
    expect(partitionsOf(target, 'member-0', orders.topicId)).toEqual([0, 2]);
    expect(partitionsOf(target, 'member-1', orders.topicId)).toEqual([1, 3]);
  });
});

function withoutRacks({ members, topics }: AssignorInput): AssignorInput {
  return {
    members: members.map((member) => ({ ...member, rack: '' })),
    topics: topics.map((topic) => ({ ...topic, racks: undefined })),
  };
}

/** Every way to give each partition to a member. */
function allTargets({ members, topics }: AssignorInput): TargetAssignment[] {
  const keys = topics.flatMap(({ topicId, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => partitionKey(topicId, partition)),
  );
  return Array.from({ length: members.length ** keys.length }, (_, way) => {
    const target = new Map(members.map(({ memberId }) => [memberId, new Set<PartitionKey>()]));
    for (const [index, key] of keys.entries()) {
      const winner = Math.floor(way / members.length ** index) % members.length;
      target.get(`member-${winner}`)?.add(key);
    }
    return target;
  });
}

/** Gives the same partition numbers of every topic as `cut` does of one. */
function forAllTopics({ topics }: AssignorInput, cut: TargetAssignment): TargetAssignment {
  return new Map(
    [...cut].map(([memberId, keys]) => {
      const numbers = [...keys].map((key) => splitPartitionKey(key).partition);
      const inAll = topics.flatMap(({ topicId }) =>
        numbers.map((partition) => partitionKey(topicId, partition)),
      );
      return [memberId, new Set(inAll)];
    }),
  );
}

/** About three quarters of the partitions; the owners of the others are gone. */
function someOf(target: TargetAssignment, roll: Iterator<number>): TargetAssignment {
  return new Map(
    [...target].map(([memberId, keys]) => [
      memberId,
      new Set([...keys].filter(() => Number(roll.next().value) % 4 > 0)),
    ]),
  );
}
