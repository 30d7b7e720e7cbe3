import { describe, expect, it } from 'vitest';
import { brokenSeed, seedRanges } from './broken-seed.ts';

// Two files with a thousand seeds each, so that two workers share them.
describe('a simulated cluster keeps its promises', () => {
  it.each(seedRanges(1, 1_000))(
    'seeds %i to %i',
    async (from, to) => {
      expect(await brokenSeed(from, to)).toBeUndefined();
    },
    120_000,
  );
});
