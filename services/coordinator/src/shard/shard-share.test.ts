import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shardShare } from './shard-share.ts';

it('shares all shards, evenly within one, in whatever order the coordinators are listed', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 70 }),
      fc.integer({ min: 1, max: 256 }),
      (ids, shardCount) => {
        const shares = ids.map((id) => shardShare(id, ids, shardCount));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(shardCount);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        expect(ids.map((id) => shardShare(id, ids.toReversed(), shardCount))).toEqual(shares);
      },
    ),
  );
});

it('gives nothing to a coordinator that is not alive', () => {
  expect(shardShare('c', ['a', 'b'], 64)).toBe(0);
});
