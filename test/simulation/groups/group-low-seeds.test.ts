import { describe, expect, it } from 'vitest';
import { brokenSeed, seedRanges } from '../broken-seed.ts';
import { simulateGroups } from './group-simulation.ts';

// Two files with a hundred seeds each, so that two workers share them.
describe('simulated groups keep their promises', () => {
  it.each(seedRanges(1, 100))(
    'seeds %i to %i',
    async (from, to) => {
      expect(await brokenSeed(from, to, (seed) => simulateGroups(seed))).toBeUndefined();
    },
    120_000,
  );
});
