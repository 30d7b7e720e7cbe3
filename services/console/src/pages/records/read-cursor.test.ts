import { expect, test } from 'vitest';
import { offsetsBetween, parseReadCursor } from './read-cursor.ts';

test('counts the offsets between two cursors, of the partitions that both have', () => {
  const from = parseReadCursor('0:10,2:5');
  expect(offsetsBetween(from, parseReadCursor('0:15,1:100,2:5'))).toBe(5);
  expect(offsetsBetween(from, parseReadCursor('0:7'))).toBe(0);
});

test('leaves out what is no part of a cursor', () => {
  expect([...parseReadCursor('0:1,x,3:-2,')]).toEqual([[0, 1]]);
});
