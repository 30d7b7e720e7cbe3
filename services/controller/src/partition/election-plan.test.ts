import { describe, expect, it } from 'vitest';
import { planElection, type PartitionSituation } from './election-plan.ts';

function situation(overrides: Partial<PartitionSituation> = {}): PartitionSituation {
  return {
    sets: [{ replicas: [1, 2, 3], minInsyncReplicas: 2 }],
    leader: 1,
    leaderEpoch: 4,
    highestPromise: 4,
    leaderFailure: undefined,
    isFull: () => false,
    toAdmit: [],
    isUncleanAllowed: false,
    isReachable: () => true,
    isAlive: () => true,
    isDrained: () => false,
    conditionOf: () => 'intact',
    isCreated: () => true,
    ...overrides,
  };
}

const without =
  (...gone: number[]) =>
  (nodeId: number): boolean =>
    !gone.includes(nodeId);

describe('a leaderless partition', () => {
  it('is one whose leader is gone, has failed, or was outvoted', () => {
    expect(planElection('leaderless', situation())).toEqual({ kind: 'needless' });
    for (const gone of [
      { leader: null },
      { isReachable: without(1), isAlive: without(1) },
      { leaderFailure: 'unclean' as const },
      { leaderFailure: 'absent' as const },
      { highestPromise: 6 },
    ]) {
      expect(planElection('leaderless', situation(gone))).toMatchObject({ kind: 'hold' });
    }
  });

  it('gets an epoch above every one that was heard of', () => {
    const plan = planElection('leaderless', situation({ leader: null, highestPromise: 9 }));
    expect(plan).toMatchObject({ leaderEpoch: 10, preference: [1, 2, 3], isUnclean: false });
    const older = planElection('leaderless', situation({ leader: null, highestPromise: 0 }));
    expect(older).toMatchObject({ leaderEpoch: 5 });
  });

  it('prefers nodes that are not stopping', () => {
    const plan = planElection('leaderless', situation({ leader: null, isAlive: without(1) }));
    expect(plan).toMatchObject({ preference: [2, 3, 1], replicas: [1, 2, 3] });
  });

  it('disturbs nobody while the reachable and intact replicas could not decide', () => {
    expect(
      planElection('leaderless', situation({ leader: null, isReachable: without(1, 2) })),
    ).toMatchObject({ kind: 'blocked', reason: expect.stringMatching(/^1 of 3/) as string });
    const unclean = situation({
      leader: 1,
      isReachable: without(1),
      conditionOf: (nodeId) => (nodeId === 3 ? 'unclean' : 'intact'),
    });
    expect(planElection('leaderless', unclean)).toMatchObject({ kind: 'blocked', doubtful: [3] });
  });

  it('is elected by rule c where the topic allows it, never for a better leader', () => {
    const lossy = { isUncleanAllowed: true, conditionOf: () => 'unclean' as const };
    expect(planElection('leaderless', situation({ ...lossy, leader: null }))).toMatchObject({
      kind: 'hold',
      isUnclean: true,
    });
    expect(planElection('preferred', situation({ ...lossy, leader: 2 }))).toMatchObject({
      kind: 'blocked',
    });
  });

  it('is not elected before max(q, m) replicas are created, unless it was led before', () => {
    const created = { leader: null, isCreated: (nodeId: number) => nodeId === 1 };
    expect(planElection('leaderless', situation({ ...created, leaderEpoch: 0 }))).toMatchObject({
      kind: 'blocked',
      reason: '1 of 3 replicas are created, 2 are needed',
    });
    expect(planElection('leaderless', situation(created))).toMatchObject({ kind: 'hold' });
  });
});

describe('a change of leader', () => {
  it('to the preferred one is needless when that one leads', () => {
    expect(planElection('preferred', situation())).toEqual({ kind: 'needless' });
    expect(planElection('preferred', situation({ leader: 2 }))).toMatchObject({ outgoing: 2 });
  });

  it('is due from a stopping node, and asks that one first', () => {
    const stopping = situation({ isAlive: without(1) });
    expect(planElection('handover', stopping)).toMatchObject({
      outgoing: 1,
      preference: [2, 3, 1],
    });
    expect(planElection('handover', situation())).toEqual({ kind: 'needless' });
  });

  it('is due from a drained node, which comes after the others that are alive and before the rest', () => {
    const drained = situation({ isDrained: (nodeId) => nodeId === 1, isAlive: without(2) });
    expect(planElection('handover', drained)).toMatchObject({
      outgoing: 1,
      preference: [3, 1, 2],
    });
  });

  it('can be decided without the leader where the others are enough', () => {
    const stopping = situation({ isAlive: without(1) });
    const plan = planElection('handover-without-leader', stopping);
    expect(plan).toMatchObject({ kind: 'hold', excluded: [1] });
    expect(plan).not.toHaveProperty('outgoing');
    const pair = { sets: [{ replicas: [1, 2], minInsyncReplicas: 2 }], isAlive: without(1) };
    expect(planElection('handover-without-leader', situation(pair))).toMatchObject({
      kind: 'blocked',
    });
  });
});

it('holds an unclean election only where nobody leads', () => {
  expect(planElection('unclean', situation())).toEqual({ kind: 'needless' });
  expect(planElection('unclean', situation({ leader: null }))).toMatchObject({ isUnclean: true });
});
