import { describe, expect, it } from 'vitest';
import { Election, type ReplicaEvidence } from './election.ts';
import { ElectionRound, type RoundEffect, type RoundEntry } from './election-round.ts';

const sets = [{ replicas: [1, 2, 3], minInsyncReplicas: 2 }];
const options = { reachable: new Set([1, 2, 3, 4]), laggardWaitMs: 50, settleMs: 5 };

function entry(key: string, overrides: Partial<RoundEntry> = {}): RoundEntry {
  const election = new Election({
    leaderEpoch: 5,
    proposalId: key,
    preference: [1, 2, 3],
    isUnclean: false,
  });
  return { key, election, replicas: [1, 2, 3], ...overrides };
}

function evidence(logEndOffset: number, overrides: Partial<ReplicaEvidence> = {}): ReplicaEvidence {
  return {
    incarnation: 'i',
    isClean: true,
    lastEpoch: 4,
    logEndOffset,
    highWatermark: 0,
    sets,
    ...overrides,
  };
}

function summarize(effects: readonly RoundEffect[]): unknown[] {
  return effects.map((effect) => {
    if (effect.kind === 'ask') {
      return [`ask ${effect.nodeId}`, ...effect.entries.map(({ key }) => key)];
    }
    if (effect.kind === 'set-timer') return [effect.timer, effect.delayMs];
    return effect.results.map(({ entry: { key }, decision }) =>
      decision.kind === 'elected' ? `${key} led by ${decision.leader}` : `${key} undecided`,
    );
  });
}

it('asks each node once for all its partitions, and concludes when all have answered', () => {
  const round = new ElectionRound([entry('a'), entry('b', { replicas: [2, 3] })], options);
  expect(summarize(round.start())).toEqual([
    ['ask 1', 'a'],
    ['ask 2', 'a', 'b'],
    ['ask 3', 'a', 'b'],
  ]);
  const both = (end: number) => [
    { key: 'a', evidence: evidence(end) },
    {
      key: 'b',
      evidence: evidence(end, { sets: [{ replicas: [2, 3], minInsyncReplicas: 1 }] }),
    },
  ];
  expect(summarize(round.answered(2, both(10)))).toEqual([]);
  expect(summarize(round.answered(3, both(12)))).toEqual([['laggards', 50], ['b led by 3']]);
  expect(round.isOver).toBe(false);
  expect(summarize(round.answered(1, [{ key: 'a', evidence: evidence(14) }]))).toEqual([
    ['a led by 1'],
  ]);
  expect(round.isOver).toBe(true);
  expect(round.timerFired('laggards')).toEqual([]);
});

it('waits for a node that hangs only so long once it can decide without it', () => {
  const round = new ElectionRound([entry('a')], options);
  round.start();
  round.answered(1, [{ key: 'a', evidence: evidence(10) }]);
  expect(summarize(round.answered(2, [{ key: 'a', evidence: evidence(11) }]))).toEqual([
    ['laggards', 50],
  ]);
  expect(summarize(round.timerFired('laggards'))).toEqual([['a led by 2']]);
  expect(round.answered(3, [{ key: 'a', evidence: evidence(99) }])).toEqual([]);
});

it('asks nobody that cannot be reached, and is undecided when too few are left', () => {
  const round = new ElectionRound([entry('a')], { ...options, reachable: new Set([1]) });
  expect(summarize(round.start())).toEqual([['ask 1', 'a']]);
  expect(summarize(round.answered(1, [{ key: 'a', evidence: evidence(1) }]))).toEqual([
    ['a undecided'],
  ]);
});

it('takes refusals and failed calls for absence', () => {
  const round = new ElectionRound([entry('a')], options);
  const [, , third] = round.start();
  round.answered(1, [{ key: 'a', evidence: evidence(1) }]);
  round.answered(2, [{ key: 'a' }]);
  const asked = third?.kind === 'ask' ? third.entries : [];
  expect(summarize(round.failed(3, asked))).toEqual([['a undecided']]);
});

it('asks in a second call whom the first one reveals', () => {
  const joint = [...sets, { replicas: [2, 3, 4], minInsyncReplicas: 2 }];
  const round = new ElectionRound([entry('a')], options);
  round.start();
  expect(
    summarize(round.answered(2, [{ key: 'a', evidence: evidence(10, { sets: joint }) }])),
  ).toEqual([['ask 4', 'a']]);
});

describe('a handover', () => {
  it('asks the outgoing leader first, lets followers settle, then asks them', () => {
    const handover = entry('a', { outgoing: 1 });
    const round = new ElectionRound([handover], options);
    expect(summarize(round.start())).toEqual([['ask 1', 'a']]);
    expect(summarize(round.answered(1, [{ key: 'a', evidence: evidence(10) }]))).toEqual([
      ['settle', 5],
    ]);
    expect(summarize(round.timerFired('settle'))).toEqual([
      ['ask 2', 'a'],
      ['ask 3', 'a'],
    ]);
    round.answered(2, [{ key: 'a', evidence: evidence(10) }]);
    expect(summarize(round.answered(3, [{ key: 'a', evidence: evidence(9) }]))).toEqual([
      ['a led by 1'],
    ]);
  });

  it('goes on without an outgoing leader that does not answer', () => {
    const handover = entry('a', { outgoing: 1 });
    const round = new ElectionRound([handover], options);
    round.start();
    expect(summarize(round.failed(1, [handover]))).toEqual([['settle', 5]]);
    expect(summarize(round.timerFired('settle'))).toHaveLength(2);
  });

  it('leaves the decision to the others where the leader is excluded', () => {
    const round = new ElectionRound([entry('a', { outgoing: 1, excluded: [1] })], options);
    expect(summarize(round.start())).toEqual([
      ['ask 2', 'a'],
      ['ask 3', 'a'],
    ]);
    round.answered(2, [{ key: 'a', evidence: evidence(10) }]);
    expect(summarize(round.answered(3, [{ key: 'a', evidence: evidence(11) }]))).toEqual([
      ['a led by 3'],
    ]);
  });
});
