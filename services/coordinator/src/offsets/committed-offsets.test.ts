import { toLeaderEpoch, toOffset } from '@weir/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ordersId } from '../group/consumer-group.fixture.ts';
import { partitionKey } from '../topics/partition-key.ts';
import { CommittedOffsets, type NewPosition } from './committed-offsets.ts';

const key = partitionKey(ordersId, 0);

it('never moves an offset back by a commit', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { minLength: 1 }), (offsets) => {
      const committed = new CommittedOffsets();
      let largest = 0;
      for (const offset of offsets) {
        committed.commit(key, positionOf(offset));
        largest = Math.max(largest, offset);
        expect(committed.get(key)?.offset).toBe(largest);
      }
    }),
  );
});

it('stores a repeat only if it says something new', () => {
  const committed = new CommittedOffsets();
  expect(committed.commit(key, positionOf(5))).toBe(true);
  expect(committed.commit(key, positionOf(5))).toBe(false);
  expect(committed.commit(key, { ...positionOf(5), metadata: 'note' })).toBe(true);
  expect(
    committed.commit(key, { ...positionOf(5), metadata: 'note', leaderEpoch: toLeaderEpoch(2) }),
  ).toBe(true);
  expect(committed.commit(key, { ...positionOf(4), metadata: 'other' })).toBe(false);
  expect(committed.get(key)).toMatchObject({ offset: 5, metadata: 'note', leaderEpoch: 2 });
});

it('moves an offset back by a reset', () => {
  const committed = new CommittedOffsets([[key, { ...positionOf(9), generation: 7 }]]);
  committed.reset(key, positionOf(2));
  expect(committed.get(key)?.offset).toBe(2);
  expect(committed.commit(key, positionOf(3))).toBe(true);
});

it('begins a generation at the first commit and at each reset, a later one each time', () => {
  const committed = new CommittedOffsets();
  committed.commit(key, { ...positionOf(5), committedAtMs: 100 });
  committed.commit(key, { ...positionOf(6), committedAtMs: 200 });
  expect(committed.get(key)).toMatchObject({ offset: 6, generation: 100 });
  committed.reset(key, { ...positionOf(1), committedAtMs: 50 });
  expect(committed.get(key)).toMatchObject({ offset: 1, generation: 101 });
  committed.reset(key, { ...positionOf(1), committedAtMs: 300 });
  expect(committed.get(key)?.generation).toBe(300);
});

function positionOf(offset: number): NewPosition {
  return {
    topic: 'orders',
    offset: toOffset(offset),
    leaderEpoch: undefined,
    metadata: '',
    committedAtMs: 0,
  };
}
