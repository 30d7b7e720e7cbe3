import { expect, it } from 'vitest';
import { ordersId } from '../group/consumer-group.fixture.ts';
import { partitionKey } from '../topics/partition-key.ts';
import { LogEnds } from './log-ends.ts';

const key = partitionKey(ordersId, 0);
const other = partitionKey(ordersId, 1);

it('knows the last answer for a while', () => {
  const ends = new LogEnds();
  ends.keep(new Set(), 5000);
  ends.learn(key, { logStartOffset: 3, highWatermark: 10 }, 0);
  ends.learn(key, { logStartOffset: undefined, highWatermark: 20 }, 1000);
  ends.learn(key, { logStartOffset: undefined, highWatermark: undefined }, 2000);
  expect(ends.range(key, 6000)).toEqual({ logStartOffset: 3, highWatermark: 20 });
  expect(ends.range(key, 6001)).toEqual({ logStartOffset: undefined, highWatermark: undefined });
  expect(ends.range(other, 0)).toEqual({ logStartOffset: undefined, highWatermark: undefined });
});

it('tells the age of a record', () => {
  const ends = new LogEnds();
  ends.learn(key, { logStartOffset: 0, highWatermark: 0 }, 0);
  ends.learn(key, { logStartOffset: 0, highWatermark: 10 }, 1000);
  expect(ends.ageMs(key, 9, 4000)).toBe(3000);
  expect(ends.ageMs(key, 0, 4000)).toBe(3900);
  expect(ends.ageMs(key, 10, 4000)).toBe(0);
  expect(ends.ageMs(other, 0, 4000)).toBe(0);
  expect(ends.appendedPerSecond(key, 4000)).toBe(10);
  expect(ends.appendedPerSecond(other, 4000)).toBeUndefined();
});

it('forgets what nobody reads any more', () => {
  const ends = new LogEnds();
  for (const each of [key, other]) {
    ends.learn(each, { logStartOffset: 0, highWatermark: 10 }, 0);
  }
  ends.keep(new Set([other]), 5000);
  expect(ends.size).toBe(1);
  expect(ends.range(key, 0).highWatermark).toBeUndefined();
});
