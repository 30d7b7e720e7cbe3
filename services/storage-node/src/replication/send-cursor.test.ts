import type { Offset } from '@weir/core';
import { expect, it } from 'vitest';

import { entry } from '../../test/model-replica.ts';
import { SendCursor } from './send-cursor.ts';

const leader = {
  entries: [entry(1, 0), entry(2, 5), entry(4, 5), entry(5, 9)],
  logStartOffset: 0 as Offset,
  logEndOffset: 12 as Offset,
};

it('splits what it sends where an epoch starts, each entry before its records (4.5)', () => {
  const cursor = new SendCursor(leader, 2 as Offset, 1);
  const runs: unknown[] = [];
  for (let plan = cursor.plan(leader); plan !== undefined; plan = cursor.plan(leader)) {
    runs.push([plan.baseOffset, plan.epochs.map(({ epoch }) => epoch), plan.maxOffset]);
    cursor.sent(plan, plan.maxOffset);
  }
  expect(runs).toEqual([
    [2, [], 5],
    [5, [2, 4], 9],
    [9, [5], 12],
  ]);
});

it('sends every entry to a follower that has none', () => {
  const cursor = new SendCursor(leader, 0 as Offset, -1);
  expect(cursor.plan(leader)?.epochs).toEqual([entry(1, 0)]);
});

it('sends an entry alone to a follower that holds all records', () => {
  const cursor = new SendCursor(leader, 9 as Offset, 4);
  const plan = cursor.plan({ ...leader, logEndOffset: 9 as Offset });
  expect(plan).toEqual({ baseOffset: 9, epochs: [entry(5, 9)], maxOffset: 9 });
});

it('refuses a follower whose log is no prefix of the leader', () => {
  expect(() => new SendCursor(leader, 6 as Offset, 1)).toThrow('no prefix');
  expect(() => new SendCursor(leader, 6 as Offset, 3)).toThrow('no prefix');
  expect(() => new SendCursor({ ...leader, logStartOffset: 4 as Offset }, 2 as Offset, 1)).toThrow(
    'no prefix',
  );
});

it('goes on where it was when retention drops the oldest entries', () => {
  const cursor = new SendCursor(leader, 6 as Offset, 4);
  const trimmed = { ...leader, entries: leader.entries.slice(2) };
  expect(cursor.plan(trimmed)).toEqual({ baseOffset: 6, epochs: [], maxOffset: 9 });
});
