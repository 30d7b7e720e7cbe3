import { expect, it } from 'vitest';
import { findLost } from './no-loss.ts';
import { findRedelivered, findStoredTwice } from './no-duplicates.ts';
import { findGaps, findKeysOutOfOrder } from './partition-order.ts';

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
