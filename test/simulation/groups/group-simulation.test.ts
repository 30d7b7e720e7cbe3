import { describe, expect, it } from 'vitest';
import { simulateGroups } from './group-simulation.ts';

describe('a simulation of groups', () => {
  it.each([3, 17, 117])('replays seed %i to the letter', async (seed) => {
    const first = await simulateGroups(seed);
    const second = await simulateGroups(seed);
    expect(second.trace).toEqual(first.trace);
    expect(second.events).toBe(first.events);
    expect(second.counts).toEqual(first.counts);
  });

  it('does something: members come and go, are fenced, read, commit, and are reset', async () => {
    const totals = new Map<string, number>();
    for (let seed = 401; seed <= 412; seed += 1) {
      const { counts } = await simulateGroups(seed);
      for (const [name, count] of Object.entries(counts)) {
        totals.set(name, (totals.get(name) ?? 0) + count);
      }
    }
    const least = { joined: 80, left: 1, fenced: 20, targets: 80, assigned: 200, loaded: 60 };
    const progress = { handled: 2_000, committed: 400, reset: 1 };
    for (const [name, count] of Object.entries({ ...least, ...progress })) {
      expect({ name, isMore: (totals.get(name) ?? 0) > count }).toEqual({ name, isMore: true });
    }
  });
});
