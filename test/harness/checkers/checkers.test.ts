import { expect, it } from 'vitest';
import { findPassedOver } from './group-order.ts';
import { findLost } from './no-loss.ts';
import { findRedelivered, findStoredTwice } from './no-duplicates.ts';
import { findVanished } from './none-vanished.ts';
import { findConflicts } from './one-value-per-offset.ts';
import { findGaps, findKeysOutOfOrder } from './partition-order.ts';
import { findDisagreements } from './replicas-agree.ts';

function record(partition: number, offset: number, key = 'k', value = `${offset}`) {
  return { topic: 't', partition, offset, key, value };
}

it('finds an acknowledged value that nobody saw, and one of two equal ones', () => {
  expect(findLost(['a', 'b', 'b'], ['b', 'a'])).toEqual(['b']);
  expect(findLost(['a', 'b'], ['b', 'a', 'c'])).toEqual([]);
});

it('finds a position that was delivered twice', () => {
  expect(findRedelivered([record(0, 1), record(1, 1), record(0, 1)])).toEqual([record(0, 1)]);
  expect(findRedelivered([record(0, 1), record(1, 1)])).toEqual([]);
});

it('finds a value that is stored more often than it was sent', () => {
  expect(findStoredTwice(['a', 'a', 'b'], ['a', 'b', 'a', 'b'])).toEqual(['b']);
  expect(findStoredTwice(['a', 'a'], ['a', 'a'])).toEqual([]);
});

it('finds a gap and a step back within a partition', () => {
  expect(findGaps([record(0, 5), record(1, 9), record(0, 7), record(0, 6)])).toEqual([
    'partition 0: offset 7 after 5',
    'partition 0: offset 6 after 7',
  ]);
  expect(findGaps([record(0, 5), record(1, 9), record(0, 6)])).toEqual([]);
});

it('finds a key whose values changed order or went missing', () => {
  const sent = [
    { key: 'a', value: '1' },
    { key: 'a', value: '2' },
    { key: 'b', value: '3' },
  ];
  expect(findKeysOutOfOrder(sent, [record(0, 0, 'a', '2'), record(0, 1, 'a', '1')])).toEqual([
    'a',
    'b',
  ]);
  expect(
    findKeysOutOfOrder(sent, [
      record(0, 0, 'a', '1'),
      record(1, 0, 'b', '3'),
      record(0, 1, 'a', '2'),
    ]),
  ).toEqual([]);
});

it('finds a position with two values, whoever saw them', () => {
  const seen = { by: 'a', topic: 't', partition: 0, offset: 4, value: 'x' };
  expect(findConflicts([seen, { ...seen, by: 'b' }, { ...seen, offset: 5, value: 'y' }])).toEqual(
    [],
  );
  expect(findConflicts([seen, { ...seen, by: 'b', value: 'y' }])).toEqual([
    't 0 at 4: x (a), y (b)',
  ]);
});

it('finds a record that was there and is not any more', () => {
  expect(findVanished([record(0, 1), record(1, 1)], [record(0, 1)])).toEqual([record(1, 1)]);
  expect(findVanished([record(0, 1)], [record(0, 1), record(0, 2)])).toEqual([]);
});

it('finds a record that a group got only after a later one, not one that it got again', () => {
  expect(findPassedOver([record(0, 1), record(0, 3), record(1, 1), record(0, 2)])).toEqual([
    record(0, 2),
  ]);
  expect(findPassedOver([record(0, 1), record(0, 2), record(0, 1), record(0, 3)])).toEqual([]);
});

it('finds replicas that differ, lack something or have a hole, below the high watermark only', () => {
  const batch = { baseOffset: 0, lastOffset: 2, leaderEpoch: 1, crc32: 7 };
  const next = { baseOffset: 3, lastOffset: 3, leaderEpoch: 1, crc32: 8 };
  const whole = { node: 'a', batches: [batch, next] };
  expect(findDisagreements([whole, { node: 'b', batches: [batch] }], 3)).toEqual([]);
  expect(findDisagreements([whole, { node: 'b', batches: [batch] }], 4)).toEqual([
    'b ends at 3, committed are 4',
    'a has 3 to 3 of epoch 1 (crc 8), b nothing',
  ]);
  const other = { ...next, leaderEpoch: 2 };
  expect(findDisagreements([whole, { node: 'b', batches: [batch, other] }], 4)).toEqual([
    'a has 3 to 3 of epoch 1 (crc 8), b 3 to 3 of epoch 2 (crc 8)',
  ]);
  const late = { ...next, baseOffset: 4, lastOffset: 4 };
  expect(findDisagreements([{ node: 'a', batches: [batch, late] }], 5)).toEqual([
    'a has 4 where 3 is expected',
  ]);
});
