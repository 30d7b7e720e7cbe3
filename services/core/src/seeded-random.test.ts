import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { toTopicId } from './brand.ts';
import { type Random, systemRandom } from './random.ts';
import { SeededRandom } from './seeded-random.ts';

test('repeats itself for the same seed', () => {
  const draw = (seed: number): unknown[] => {
    const random = new SeededRandom(seed);
    return [random.nextInt(1000), random.nextSafeInteger(), random.uuid(), random.nextInt(2 ** 32)];
  };

  expect(draw(42)).toStrictEqual(draw(42));
  expect(draw(42)).not.toStrictEqual(draw(43));
  expect(draw(1)).not.toStrictEqual(draw(2 ** 32 + 1));
});

test('draws every number of a small range about equally often', () => {
  const random = new SeededRandom(7);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let draws = 0; draws < 60_000; draws += 1) {
    const drawn = random.nextInt(6);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }

  expect(Math.min(...counts)).toBeGreaterThan(9_500);
  expect(Math.max(...counts)).toBeLessThan(10_500);
});

test.each([0, -1, 1.5, 2 ** 32 + 1])('refuses the bound %d', (bound) => {
  expect(() => new SeededRandom(1).nextInt(bound)).toThrow('a random bound is from 1 to 2^32');
});

const sources: readonly (readonly [string, () => Random])[] = [
  ['the seeded source', () => new SeededRandom(123)],
  ["the system's source", () => systemRandom],
];

describe.each(sources)('%s', (_name, makeRandom) => {
  test('stays below the bound', () => {
    const random = makeRandom();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (bound) => {
        const drawn = random.nextInt(bound);
        expect(Number.isSafeInteger(drawn)).toBe(true);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(bound);
      }),
    );
  });

  test('draws safe integers from 1 on, large ones too', () => {
    const random = makeRandom();
    const drawn = Array.from({ length: 200 }, () => random.nextSafeInteger());

    expect(drawn.every((value) => Number.isSafeInteger(value) && value >= 1)).toBe(true);
    expect(Math.max(...drawn)).toBeGreaterThan(2 ** 50);
  });

  test('makes version 4 UUIDs that differ', () => {
    const random = makeRandom();
    const uuids = Array.from({ length: 100 }, () => random.uuid());

    expect(new Set(uuids).size).toBe(100);
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(toTopicId(uuid)).toBe(uuid);
    }
  });
});
