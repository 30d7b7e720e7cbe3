import { expect, it } from 'vitest';
import {
  countRepeats,
  countStartedOver,
  type Delivery,
  longestDeliveryGapMs,
  ownersAt,
  takeoverMs,
} from './delivery.ts';

function given(member: string, partition: number, offset: number, atMs: number): Delivery {
  return { member, atMs, topic: 't', partition, offset, key: null, value: `${offset}` };
}

it('knows who was given the last record of a partition until an instant', () => {
  const deliveries = [given('a', 0, 1, 20), given('b', 0, 0, 10), given('c', 0, 2, 30)];
  expect(ownersAt(deliveries, 25)).toEqual(new Map([[0, 'a']]));
  expect(ownersAt(deliveries, 30)).toEqual(new Map([[0, 'c']]));
  expect(ownersAt(deliveries, 5)).toEqual(new Map());
});

it('measures a takeover to the last partition that another member delivers first', () => {
  const deliveries = [
    given('b', 0, 0, 5),
    given('a', 0, 1, 11),
    given('b', 0, 2, 40),
    given('b', 0, 1, 30),
  ];
  const left = { member: 'a', partitions: [0, 1] };
  expect(takeoverMs(deliveries, left, 10)).toBeUndefined();
  expect(takeoverMs([...deliveries, given('c', 1, 7, 35)], left, 10)).toBe(25);
});

it('takes the longest gap of the partitions asked for, in the order of time', () => {
  const deliveries = [0, 20, 10, 30].map((atMs, offset) => given('a', 0, offset, atMs));
  const other = given('a', 1, 0, 1);
  expect(longestDeliveryGapMs(deliveries, [0], 0, 30)).toBe(10);
  expect(longestDeliveryGapMs([...deliveries, other], [0, 1], 0, 30)).toBe(29);
});

it('counts a repeat of what only crashed members had apart from any other', () => {
  const first = given('a', 0, 1, 1);
  const again = given('b', 0, 1, 2);
  expect(countRepeats([first, again], new Set(['a']))).toEqual({ redelivered: 1, duplicates: 0 });
  expect(countRepeats([first, again], new Set())).toEqual({ redelivered: 0, duplicates: 1 });
  expect(countRepeats([first, again, given('c', 0, 1, 3)], new Set(['a']))).toEqual({
    redelivered: 1,
    duplicates: 1,
  });
});

it('counts what was delivered again although it was committed', () => {
  const deliveries = [given('a', 0, 1, 1), given('a', 0, 1, 9), given('a', 0, 2, 9)];
  expect(countStartedOver(deliveries, new Map([[0, 2]]), 5)).toBe(1);
});
