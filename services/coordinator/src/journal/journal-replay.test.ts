import { toLeaderEpoch, toOffset } from '@weir/core';
import { expect, it } from 'vitest';
import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import { encodeEntry, type JournalEntry } from './journal-entry.ts';
import { JournalReplay, mergeEntry } from './journal-replay.ts';

it('keeps the last word on each key', () => {
  const replay = new JournalReplay();
  replay.apply(encodeEntry('a', entryOf(1, { offset: 5 })));
  replay.apply(encodeEntry('b', entryOf(1, { offset: 7 })));
  replay.apply(encodeEntry('a', entryOf(1, { offset: 6 })));
  replay.apply(encodeEntry('b', entryOf(1, undefined)));
  expect(replay.entries.get('a')?.position).toEqual(positionOf({ offset: 6 }));
  expect(replay.entries.get('b')).toMatchObject({ position: undefined });
});

it('does not listen to an owner that was replaced', () => {
  const replay = new JournalReplay();
  replay.apply(encodeEntry('a', entryOf(2, { offset: 5 })));
  replay.apply(encodeEntry('a', entryOf(1, { offset: 9 })));
  expect(replay.entries.get('a')?.position?.offset).toBe(5);
});

it('keeps what it had when a record does not decode', () => {
  const replay = new JournalReplay();
  replay.apply(encodeEntry('a', entryOf(1, { offset: 5 })));
  expect(() => {
    replay.apply({ key: 'a', value: 'no JSON' });
  }).toThrow(SyntaxError);
  expect(replay.entries.get('a')?.position?.offset).toBe(5);
});

it.each([
  ['what only the journal has', undefined, { offset: 5 }, 5],
  ['the further one', { offset: 5 }, { offset: 9 }, 9],
  ['what the store has beyond the journal', { offset: 9 }, { offset: 5 }, 9],
  ['a reset that the store lost', { offset: 9 }, { offset: 2, generation: 20 }, 2],
  ['a reset that the journal does not have yet', { offset: 2, generation: 20 }, { offset: 9 }, 2],
])('restores %s', (_what, known, journaled, expected) => {
  const merged = mergeEntry(known && positionOf(known), entryOf(1, journaled));
  expect(merged?.offset).toBe(expected);
});

it('forgets what was deleted, but not what was committed again since', () => {
  expect(mergeEntry(positionOf({ committedAtMs: 90 }), entryOf(1, undefined))).toBeUndefined();
  expect(mergeEntry(undefined, entryOf(1, undefined))).toBeUndefined();
  const again = positionOf({ committedAtMs: 110 });
  expect(mergeEntry(again, entryOf(1, undefined))).toBe(again);
});

it('reads back metadata and leader epoch', () => {
  const replay = new JournalReplay();
  const position = { metadata: 'until noon', leaderEpoch: toLeaderEpoch(3) };
  replay.apply(encodeEntry('a', entryOf(1, position)));
  expect(replay.entries.get('a')?.position).toEqual(positionOf(position));
});

interface Overrides {
  readonly offset?: number;
  readonly generation?: number;
  readonly committedAtMs?: number;
  readonly metadata?: string;
  readonly leaderEpoch?: CommittedPosition['leaderEpoch'];
}

function positionOf({ offset = 1, ...overrides }: Overrides): CommittedPosition {
  return {
    topic: 'orders',
    offset: toOffset(offset),
    leaderEpoch: undefined,
    metadata: '',
    committedAtMs: 10,
    generation: 10,
    ...overrides,
  };
}

function entryOf(token: number, position: Overrides | undefined): JournalEntry {
  return { token, atMs: 100, position: position && positionOf(position), fencedEpoch: 0 };
}
