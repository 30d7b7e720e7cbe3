import { describe, expect, it } from 'vitest';
import { canElect, Election, type ReplicaEvidence, type ReplicaSet } from './election.ts';

const set = (replicas: number[], minInsyncReplicas: number): ReplicaSet => ({
  replicas,
  minInsyncReplicas,
});

function evidence(
  lastEpoch: number,
  logEndOffset: number,
  sets: ReplicaSet[],
  overrides: Partial<ReplicaEvidence> = {},
): ReplicaEvidence {
  return {
    incarnation: 'i',
    isClean: true,
    lastEpoch,
    logEndOffset,
    highWatermark: 0,
    sets,
    configOffset: -1,
    configEpoch: 0,
    ...overrides,
  };
}

function election(replicas: number[], isUnclean = false, preference = replicas): Election {
  const started = new Election({ leaderEpoch: 5, proposalId: 'p', preference, isUnclean });
  started.ask(replicas);
  return started;
}

const threeOfTwo = [set([1, 2, 3], 2)];

describe('rule a', () => {
  it('elects the clean promiser of highest rank: the last epoch before the log end', () => {
    const current = election([1, 2, 3]);
    current.recordPromise(1, evidence(3, 900, threeOfTwo));
    expect(current.decide()).toMatchObject({ kind: 'undecided' });
    current.recordPromise(2, evidence(4, 10, threeOfTwo));
    expect(current.decide()).toMatchObject({ kind: 'elected', leader: 2 });
  });

  it('prefers the first of the preference among equal ranks', () => {
    const current = election([1, 2, 3], false, [3, 1, 2]);
    for (const replica of [1, 2, 3]) current.recordPromise(replica, evidence(4, 10, threeOfTwo));
    expect(current.decide()).toMatchObject({ leader: 3, inSyncReplicas: [3, 1, 2] });
  });

  it('needs RF - m + 1 clean promises: one too few decides nothing', () => {
    const threeOfOne = [set([1, 2, 3], 1)];
    const current = election([1, 2, 3]);
    current.recordPromise(1, evidence(4, 10, threeOfOne));
    current.recordPromise(2, evidence(4, 10, threeOfOne));
    expect(current.decide()).toMatchObject({ kind: 'undecided' });
    current.recordPromise(3, evidence(4, 10, threeOfOne, { isClean: false }));
    expect(current.decide()).toMatchObject({ kind: 'undecided' });
    current.recordPromise(3, evidence(4, 10, threeOfOne));
    expect(current.decide()).toMatchObject({ kind: 'elected' });
  });

  it('needs a majority also where the evidence quorum is smaller, as at RF 2 / m 2', () => {
    const twoOfTwo = [set([1, 2], 2)];
    const current = election([1, 2]);
    current.recordPromise(1, evidence(4, 10, twoOfTwo));
    expect(current.decide()).toMatchObject({ kind: 'undecided' });
    current.recordPromise(2, evidence(4, 9, twoOfTwo, { isClean: false }));
    expect(current.decide()).toMatchObject({ kind: 'elected', leader: 1 });
  });

  it('never elects an unclean replica, but counts it towards the majority', () => {
    const threeOfThree = [set([1, 2, 3], 3)];
    const current = election([1, 2, 3]);
    current.recordPromise(1, evidence(9, 99, threeOfThree, { isClean: false }));
    expect(current.decide()).toMatchObject({ kind: 'undecided' });
    current.recordPromise(2, evidence(4, 10, threeOfThree));
    expect(current.decide()).toMatchObject({ kind: 'elected', leader: 2 });
  });

  it("asks the replicas that the winner's config names, and needs both quorums of a joint one", () => {
    const joint = [set([1, 2, 3], 2), set([4, 5, 6], 2)];
    const current = election([1, 2, 3]);
    current.recordPromise(1, evidence(4, 20, joint));
    current.recordPromise(2, evidence(4, 10, threeOfTwo));
    expect(current.decide()).toEqual({ kind: 'ask-more', replicas: [4, 5, 6] });
    expect(current.ask([4, 5, 6])).toEqual([4, 5, 6]);
    expect(current.decide()).toMatchObject({ kind: 'undecided' });
    current.recordPromise(4, evidence(4, 15, joint));
    current.recordPromise(5, evidence(4, 15, joint));
    expect(current.decide()).toMatchObject({ kind: 'elected', leader: 1 });
  });

  it('starts the in-sync set with the equals of the leader, and at least with m replicas', () => {
    const current = election([1, 2, 3]);
    current.recordPromise(1, evidence(4, 20, threeOfTwo));
    current.recordPromise(2, evidence(4, 10, threeOfTwo));
    current.recordPromise(3, evidence(4, 12, threeOfTwo));
    expect(current.decide()).toMatchObject({ leader: 1, inSyncReplicas: [1, 3] });
  });

  it('remembers the highest vote of a refusal', () => {
    const current = election([1, 2, 3]);
    current.recordRefusal(9);
    current.recordRefusal(7);
    expect(current.highestVote).toBe(9);
  });
});

describe('rule c', () => {
  it('takes the top rank of all promisers and says from where records may be lost', () => {
    const current = election([1, 2, 3], true);
    current.recordPromise(1, evidence(4, 20, threeOfTwo, { isClean: false }));
    expect(current.decide()).toMatchObject({ kind: 'undecided' });
    current.recordPromise(2, evidence(3, 50, threeOfTwo, { isClean: false, highWatermark: 30 }));
    expect(current.decide()).toMatchObject({
      kind: 'elected',
      leader: 1,
      possibleLossFromOffset: 20,
      certainLossToOffset: 30,
    });
  });
});

it('disturbs nobody unless the reachable replicas could decide', () => {
  expect(canElect(threeOfTwo, new Set([1, 3]))).toBe(true);
  expect(canElect(threeOfTwo, new Set([3, 4]))).toBe(false);
  expect(canElect([set([1, 2, 3], 1)], new Set([1, 3]))).toBe(false);
  expect(canElect([set([1, 2], 2)], new Set([1]))).toBe(false);
  expect(canElect([set([1, 2, 3], 2), set([4], 1)], new Set([1, 2]))).toBe(false);
});
