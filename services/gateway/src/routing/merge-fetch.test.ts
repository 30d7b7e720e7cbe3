import { expect, it } from 'vitest';
import { fetchedBytes, mergeFetch } from './merge-fetch.ts';

function data(partition: number, ...sizes: number[]) {
  return { topicId: 't', partition, batches: sizes.map((size) => Buffer.alloc(size)) };
}

it('takes batches in the order of the request until there are enough, and no more', () => {
  const merged = mergeFetch([data(0, 40, 40), data(1, 40), data(2, 10)], 100);
  expect(merged.map(({ batches }) => batches.length)).toEqual([2, 1, 0]);
  expect(fetchedBytes(merged)).toBe(120);
});

it('leaves answers that fit as they are', () => {
  const whole = data(0, 10);
  const failure = { topicId: 't', partition: 1 };
  expect(mergeFetch([whole, failure], 10)).toEqual([whole, failure]);
});
