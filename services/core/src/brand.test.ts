import { describe, expect, test } from 'vitest';

import {
  toLeaderEpoch,
  toMemberId,
  toNodeEpoch,
  toNodeId,
  toOffset,
  toPartitionEpoch,
  toProducerId,
  toTopicId,
} from './brand.ts';

const wide = { toOffset, toPartitionEpoch, toNodeEpoch, toProducerId };
const narrow = { toLeaderEpoch, toNodeId };

describe.each(Object.entries({ ...wide, ...narrow }))('%s', (_name, check) => {
  test('takes integers from zero on', () => {
    expect(check(0)).toBe(0);
    expect(check(2 ** 31 - 1)).toBe(2 ** 31 - 1);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d', (value) => {
    expect(() => check(value)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

test.each(Object.entries(wide))('%s takes safe integers', (_name, check) => {
  expect(check(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
});

test.each(Object.entries(narrow))('%s stops at an int32', (_name, check) => {
  expect(() => check(2 ** 31)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
});

test('names the value and the limit', () => {
  expect(() => toNodeId(-1)).toThrow('Node id -1 is not an integer from 0 to 2147483647');
});

test('takes a topic id in either case and keeps it in lower case', () => {
  expect(toTopicId('0F8FAD5B-D9CB-469F-A165-70867728950E')).toBe(
    '0f8fad5b-d9cb-469f-a165-70867728950e',
  );
});

test.each(['', 'orders', '0f8fad5bd9cb469fa16570867728950e', 'g'.repeat(36)])(
  'refuses %o as a topic id',
  (value) => {
    expect(() => toTopicId(value)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  },
);

test('takes member ids of 1 to 255 characters', () => {
  expect(toMemberId('m'.repeat(255))).toHaveLength(255);
  expect(() => toMemberId('')).toThrow('Member id has 0 characters, allowed are 1 to 255');
  expect(() => toMemberId('m'.repeat(256))).toThrow('Member id has 256 characters');
});
