import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { checkPartition, partitionForKey, StickyRoundRobin } from './partitioner.ts';

test("takes the partition that Kafka's default partitioner takes", () => {
  expect(partitionForKey('foobar', 10)).toBe((-790332482 & 0x7fffffff) % 10);
  expect(partitionForKey('abc', 10)).toBe(479470107 % 10);
});

test('treats a string as its UTF-8 bytes, and stays in range', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 1000 }), (key, count) => {
      const partition = partitionForKey(key, count);
      expect(partition).toBe(partitionForKey(Buffer.from(key), count));
      expect(partition).toBeGreaterThanOrEqual(0);
      expect(partition).toBeLessThan(count);
    }),
  );
});

test('sticks to a partition until told to move, then goes round', () => {
  const partitioner = new StickyRoundRobin(1);
  const seen: number[] = [];
  for (let batch = 0; batch < 4; batch += 1) {
    seen.push(partitioner.current(3), partitioner.current(3));
    partitioner.moveOn();
  }

  expect(seen).toStrictEqual([1, 1, 2, 2, 0, 0, 1, 1]);
});

test('stays in range when the number of partitions changes', () => {
  const partitioner = new StickyRoundRobin(Number.MAX_SAFE_INTEGER);

  expect(partitioner.current(7)).toBe(Number.MAX_SAFE_INTEGER % 7);
  partitioner.moveOn();
  expect(partitioner.current(1)).toBe(0);
});

test('takes a chosen partition within range', () => {
  expect(checkPartition(0, 3)).toBe(0);
  expect(checkPartition(2, 3)).toBe(2);
});

test('asks for fresh metadata about a partition past the end', () => {
  expect(() => checkPartition(3, 3)).toThrow(
    expect.objectContaining({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
      message: 'Partition 3 is outside 0 to 2',
    }),
  );
});

test.each([-1, 0.5, Number.NaN])('refuses partition %d for good', (partition) => {
  expect(() => checkPartition(partition, 3)).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST' }),
  );
});
