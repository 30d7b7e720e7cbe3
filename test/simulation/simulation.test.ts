import { describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';

describe('a simulation', () => {
  it.each([3, 37, 117])('replays seed %i to the letter', async (seed) => {
    const first = await simulate(seed);
    const second = await simulate(seed);
    expect(second.trace).toEqual(first.trace);
    expect(second.events).toBe(first.events);
    expect(second.counts).toEqual(first.counts);
  });

  it('does something: leaders change, records are committed and read, logs are cut', async () => {
    const totals = { led: 0, committed: 0, acknowledged: 0, read: 0, truncated: 0, voted: 0 };
    for (let seed = 2_001; seed <= 2_060; seed += 1) {
      const { counts } = await simulate(seed);
      for (const name of Object.keys(totals) as (keyof typeof totals)[]) {
        totals[name] += counts[name] ?? 0;
      }
    }
    expect(totals.led).toBeGreaterThan(100);
    expect(totals.committed).toBeGreaterThan(1_000);
    expect(totals.acknowledged).toBeGreaterThan(1_000);
    expect(totals.read).toBeGreaterThan(1_000);
    expect(totals.truncated).toBeGreaterThan(0);
    expect(totals.voted).toBeGreaterThan(totals.led);
  });
});
