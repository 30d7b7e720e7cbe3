import { expect, test } from 'vitest';

import { shardForGroup } from './hash-shard.ts';

test('puts a group on the same shard every time', () => {
  // 790332482 with the sign bit cleared is 1357151166.
  expect(shardForGroup('foobar')).toBe(1357151166 % 64);
  expect(shardForGroup('foobar', 7)).toBe(1357151166 % 7);
});

test('hashes the UTF-8 bytes of the id', () => {
  expect(shardForGroup('Grüße')).not.toBe(shardForGroup('Gruesse'));
});

test('spreads many groups over all shards', () => {
  const groupsByShard = Array.from({ length: 64 }, () => 0);
  for (let index = 0; index < 64_000; index += 1) {
    const shard = shardForGroup(`group-${index}`);
    groupsByShard[shard] = (groupsByShard[shard] ?? 0) + 1;
  }

  expect(Math.min(...groupsByShard)).toBeGreaterThan(800);
  expect(Math.max(...groupsByShard)).toBeLessThan(1200);
});
