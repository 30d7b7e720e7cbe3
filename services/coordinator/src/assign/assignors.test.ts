import { WeirError } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dealAtRandom,
  evenInput,
  expectWhole,
  fewestMoves,
  loads,
  memberOf,
  moves,
  partitionsOf,
  spread,
  topicOf,
  unevenInput,
  widestGap,
  withPrevious,
} from './assignor.fixture.ts';
import { assignorByName, assignors } from './assignors.ts';
import { rangeAssignor } from './range-assignor.ts';
import { roundRobinAssignor } from './round-robin-assignor.ts';
import { stickyAssignor } from './sticky-assignor.ts';

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
      fc.property(unevenInput, fc.infiniteStream(fc.nat()), (members, dice) => {
        const input = withPrevious(members, dealAtRandom(members, dice));
        const target = stickyAssignor.assign(input);
        expectWhole(input, target);
        expect(widestGap(input, target)).toBeLessThan(2);
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
