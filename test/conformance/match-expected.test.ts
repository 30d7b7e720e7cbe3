import { expect, it } from 'vitest';
import { matchExpected } from './match-expected.ts';

it('takes fields that nobody asked for, and refuses missing and other ones', () => {
  const answer = { offset: '3', extra: true };
  expect(matchExpected(answer, { offset: '3' })).toEqual([]);
  expect(matchExpected(answer, { offset: 3 })).toEqual(['answer.offset is 3, expected 3']);
  expect(matchExpected(answer, { partition: 0 })).toEqual([
    'answer.partition is absent, expected 0',
  ]);
});

it('wants exactly the items of a list', () => {
  expect(matchExpected({ list: [1, 2] }, { list: [1, 2] })).toEqual([]);
  expect(matchExpected({ list: [1, 2] }, { list: [1] })).toEqual([
    'answer.list has 2 items, expected 1: [1,2]',
  ]);
});

it('tells absent from empty', () => {
  expect(matchExpected({}, { value: null })).toEqual([]);
  expect(matchExpected({ value: '' }, { value: null })).toHaveLength(1);
  expect(matchExpected({}, { value: '' })).toHaveLength(1);
});

it('takes one of several, and texts with a part', () => {
  const expected = { status: { anyOf: ['ABORTED', 'UNAVAILABLE'] } };
  expect(matchExpected({ status: 'ABORTED' }, expected)).toEqual([]);
  expect(matchExpected({ status: 'UNKNOWN' }, expected)).toEqual([
    'answer.status is UNKNOWN, expected one of ["ABORTED","UNAVAILABLE"]',
  ]);
  expect(matchExpected({ text: 'Offset 5 is out' }, { text: { contains: '5' } })).toEqual([]);
  expect(matchExpected({ text: 'Offset 6 is out' }, { text: { contains: '5' } })).toHaveLength(1);
});
