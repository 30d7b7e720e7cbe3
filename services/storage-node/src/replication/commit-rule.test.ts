import type { CommitPolicy, NodeId } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { committedEnd } from './commit-rule.ts';
import type { ReplicaSet } from './replica-config.ts';

function set(replicas: number[], minInsyncReplicas: number): ReplicaSet {
  return { replicas: replicas as NodeId[], minInsyncReplicas };
}

function commit(
  policy: CommitPolicy,
  sets: ReplicaSet[],
  ends: Record<number, number>,
  inSync: number[] = Object.keys(ends).map(Number),
): number {
  return committedEnd({
    policy,
    sets,
    inSyncReplicas: new Set(inSync as NodeId[]),
    countedEnd: (node) => ends[node] ?? -1,
  });
}

describe('commit.policy=quorum (5.1)', () => {
  it('commits what any m replicas hold', () => {
    expect(commit('quorum', [set([1, 2, 3], 2)], { 1: 9, 2: 4, 3: 7 })).toBe(7);
    expect(commit('quorum', [set([1, 2, 3], 3)], { 1: 9, 2: 4, 3: 7 })).toBe(4);
  });

  it('does not count replicas outside the set', () => {
    expect(commit('quorum', [set([1, 2, 3], 2)], { 1: 9, 4: 9 })).toBe(-1);
  });

  it('needs both sets of a joint config (8.3)', () => {
    const sets = [set([1, 2, 3], 2), set([3, 4, 5], 2)];
    expect(commit('quorum', sets, { 1: 9, 2: 9, 3: 5 })).toBe(-1);
    expect(commit('quorum', sets, { 1: 9, 2: 9, 3: 5, 4: 6 })).toBe(5);
  });
});

describe('commit.policy=in-sync (5.3)', () => {
  it('holds the high watermark at the slowest in-sync replica', () => {
    expect(commit('in-sync', [set([1, 2, 3], 2)], { 1: 9, 2: 4, 3: 7 })).toBe(4);
    expect(commit('in-sync', [set([1, 2, 3], 2)], { 1: 9, 2: 4, 3: 7 }, [1, 3])).toBe(7);
  });

  it('commits nothing with fewer than m replicas in sync (5.4)', () => {
    expect(commit('in-sync', [set([1, 2, 3], 2)], { 1: 9, 2: 9 }, [1])).toBe(-1);
  });

  it('waits for an in-sync replica that does not count yet', () => {
    expect(commit('in-sync', [set([1, 2, 3], 2)], { 1: 9, 2: 9 }, [1, 2, 3])).toBe(-1);
  });
});
