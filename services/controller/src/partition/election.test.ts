import { describe, expect, it } from 'vitest';
import { Election, lackingReplicas, type ReplicaEvidence, type ReplicaSet } from './election.ts';

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
    ...overrides,
  };
}

interface Setting {
  readonly isUnclean?: boolean;
  readonly preference?: readonly number[];
}

function start(replicas: number[], setting: Setting = {}): Election {
  const { isUnclean = false, preference = replicas } = setting;
  const started = new Election({ leaderEpoch: 5, proposalId: 'p', preference, isUnclean });
  started.ask(replicas);
  return started;
}

const threeOfOne = [set([1, 2, 3], 1)];
const threeOfTwo = [set([1, 2, 3], 2)];
const threeOfThree = [set([1, 2, 3], 3)];
const twoOfTwo = [set([1, 2], 2)];
const unclean = { isClean: false };

describe('rule a', () => {
  it('elects the clean promiser of highest rank: the last epoch before the log end', () => {
    const election = start([1, 2, 3]);
    election.recordPromise(1, evidence(3, 900, threeOfTwo));
    expect(election.decide()).toEqual({ kind: 'waiting' });
    election.recordPromise(2, evidence(4, 10, threeOfTwo));
    expect(election.decide()).toMatchObject({ kind: 'elected', leader: 2 });
    election.recordPromise(3, evidence(4, 11, threeOfTwo));
    expect(election.decide()).toMatchObject({ kind: 'elected', leader: 3 });
  });

  it('prefers the first of the preference among equal ranks', () => {
    const election = start([1, 2, 3], { preference: [3, 1, 2] });
    for (const replica of [1, 2, 3]) election.recordPromise(replica, evidence(4, 10, threeOfTwo));
    expect(election.decide()).toMatchObject({ leader: 3, inSyncReplicas: [3, 1, 2] });
  });

  it('needs RF - m + 1 clean promises: one too few decides nothing', () => {
    const election = start([1, 2, 3]);
    election.recordPromise(1, evidence(4, 10, threeOfOne));
    election.recordPromise(2, evidence(4, 10, threeOfOne));
    election.recordPromise(3, evidence(4, 10, threeOfOne, unclean));
    expect(election.decide()).toEqual({
      kind: 'undecided',
      reason:
        '2 of 3 replicas answer with their data intact, 3 are needed with min.insync.replicas 1',
    });
    election.recordPromise(3, evidence(4, 10, threeOfOne));
    expect(election.decide()).toMatchObject({ kind: 'elected' });
  });

  it('needs a majority also where the evidence quorum is smaller, as at RF 2 / m 2', () => {
    const election = start([1, 2]);
    election.recordPromise(1, evidence(4, 10, twoOfTwo));
    election.recordAbsence(2);
    expect(election.decide()).toEqual({
      kind: 'undecided',
      reason: '1 of 2 replicas answer, 2 are needed',
    });
    election.recordPromise(2, evidence(4, 9, twoOfTwo, unclean));
    expect(election.decide()).toMatchObject({ kind: 'elected', leader: 1 });
  });

  it('never elects an unclean replica, but counts it towards the majority', () => {
    const election = start([1, 2, 3]);
    election.recordPromise(1, evidence(9, 99, threeOfThree, unclean));
    election.recordAbsence(3);
    expect(election.decide()).toEqual({ kind: 'waiting' });
    election.recordPromise(2, evidence(4, 10, threeOfThree));
    expect(election.decide()).toMatchObject({ kind: 'elected', leader: 2 });
  });

  it("goes by the winner's own config, whatever the others say", () => {
    const election = start([1, 2, 3]);
    election.recordPromise(1, evidence(5, 10, threeOfOne));
    election.recordPromise(2, evidence(4, 10, threeOfTwo));
    election.recordAbsence(3);
    expect(election.decide()).toMatchObject({ kind: 'undecided' });
  });

  it('asks the replicas that any revealed config names, and needs both quorums of a joint one', () => {
    const joint = [set([1, 2, 3], 2), set([4, 5, 6], 2)];
    const election = start([1, 2, 3]);
    election.recordPromise(1, evidence(4, 20, threeOfTwo));
    election.recordPromise(2, evidence(4, 10, joint));
    expect(election.decide()).toEqual({ kind: 'ask-more', replicas: [4, 5, 6] });
    expect(election.ask([3, 4, 5, 6])).toEqual([4, 5, 6]);
    expect(election.decide()).toMatchObject({ kind: 'elected', leader: 1 });
    election.recordPromise(4, evidence(4, 25, joint));
    expect(election.decide()).toMatchObject({ kind: 'waiting' });
    election.recordPromise(5, evidence(4, 15, joint));
    expect(election.decide()).toMatchObject({ kind: 'elected', leader: 4, sets: joint });
  });

  it('starts the in-sync set with the equals of the leader, and at least with m replicas', () => {
    const election = start([1, 2, 3]);
    election.recordPromise(1, evidence(4, 20, threeOfTwo));
    election.recordPromise(2, evidence(4, 10, threeOfTwo));
    election.recordPromise(3, evidence(4, 12, threeOfTwo));
    expect(election.decide()).toMatchObject({ leader: 1, inSyncReplicas: [1, 3] });
  });

  it('decides nothing by a config that names nobody', () => {
    for (const sets of [[], [set([], 1)]]) {
      const election = start([1]);
      election.recordPromise(1, evidence(4, 20, sets));
      expect(election.decide()).toMatchObject({ kind: 'undecided' });
    }
  });
});

describe('rule c', () => {
  it('gives way to rule a: a clean leader is elected and no loss is reported', () => {
    const election = start([1, 2, 3], { isUnclean: true });
    election.recordPromise(1, evidence(9, 90, threeOfTwo, unclean));
    election.recordPromise(2, evidence(4, 10, threeOfTwo));
    expect(election.decide()).toEqual({ kind: 'waiting' });
    election.recordPromise(3, evidence(4, 12, threeOfTwo));
    const decision = election.decide();
    expect(decision).toMatchObject({ kind: 'elected', leader: 3 });
    expect(decision).not.toHaveProperty('possibleLossFromOffset');
  });

  it('takes the top rank of all promisers once all have been heard, and says what may be lost', () => {
    const election = start([1, 2, 3], { isUnclean: true });
    election.recordPromise(1, evidence(4, 20, threeOfTwo, unclean));
    election.recordPromise(2, evidence(3, 50, threeOfTwo, { isClean: false, highWatermark: 30 }));
    expect(election.decide()).toEqual({ kind: 'waiting' });
    election.recordAbsence(3);
    expect(election.decide()).toMatchObject({
      kind: 'elected',
      leader: 1,
      possibleLossFromOffset: 20,
      certainLossToOffset: 30,
    });
  });

  it('needs the majority all the same', () => {
    const election = start([1, 2, 3], { isUnclean: true });
    election.recordPromise(1, evidence(4, 20, threeOfTwo, unclean));
    election.recordAbsence(2);
    election.recordAbsence(3);
    expect(election.decide()).toMatchObject({ kind: 'undecided' });
  });
});

describe('what is lacking before anybody is disturbed', () => {
  const among =
    (intact: readonly number[], uncleanOnes: readonly number[] = []) =>
    (replica: number) => {
      if (intact.includes(replica)) return 'intact';
      return uncleanOnes.includes(replica) ? 'unclean' : 'absent';
    };

  it('is nothing where the reachable replicas could decide', () => {
    expect(lackingReplicas(threeOfTwo, among([1, 3]))).toBeUndefined();
    expect(lackingReplicas(threeOfTwo, among([3, 4]))).toMatch(/1 of 3/);
    expect(lackingReplicas(threeOfOne, among([1, 3]))).toMatch(/2 of 3 .* intact, 3 /);
    expect(lackingReplicas(twoOfTwo, among([1]))).toMatch(/1 of 2/);
    expect(lackingReplicas([...threeOfTwo, set([4], 1)], among([1, 2]))).toMatch(/0 of 1/);
  });

  it('counts unclean replicas for the majority alone', () => {
    expect(lackingReplicas(twoOfTwo, among([1], [2]))).toBeUndefined();
    expect(lackingReplicas(threeOfTwo, among([1], [2]))).toMatch(/intact/);
    expect(
      lackingReplicas(threeOfTwo, among([], [1, 2]), { isMajorityEnough: true }),
    ).toBeUndefined();
  });
});
