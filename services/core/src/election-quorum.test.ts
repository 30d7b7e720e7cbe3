import { expect, test } from 'vitest';

import {
  defaultMinInsyncReplicas,
  electionQuorum,
  electionQuorumWarning,
} from './election-quorum.ts';

// The table of the replication protocol, section 0.
test.each([
  [3, 2, 2, 2],
  [3, 1, 3, 2],
  [3, 3, 1, 2],
  [2, 2, 1, 2],
  [2, 1, 2, 2],
  [5, 3, 3, 3],
])('with %i replicas and minimum %i needs %i clean and %i in all', (rf, m, evidence, majority) => {
  expect(electionQuorum(rf, m)).toStrictEqual({ evidence, majority });
});

test('the evidence quorum meets every set of min.insync.replicas', () => {
  for (let rf = 1; rf <= 7; rf += 1) {
    for (let m = 1; m <= rf; m += 1) {
      expect(electionQuorum(rf, m).evidence + m).toBeGreaterThan(rf);
    }
  }
});

test('proposes more than half by default', () => {
  expect([1, 2, 3, 4, 5].map(defaultMinInsyncReplicas)).toStrictEqual([1, 2, 2, 3, 3]);
});

test('warns where an election needs more intact replicas than it would by default', () => {
  expect(electionQuorumWarning(3, 1)).toBe(
    'With min.insync.replicas 1 an election needs 3 of 3 replicas with their data intact; ' +
      'with 2 it needs 2',
  );
  expect(electionQuorumWarning(2, 1)).toContain('needs 2 of 2 replicas');
  expect(electionQuorumWarning(2, 1)).toContain('with 2 it needs 1');
  expect(electionQuorumWarning(5, 2)).toContain('needs 4 of 5 replicas');
});

test('is silent from more than half on', () => {
  expect(electionQuorumWarning(1, 1)).toBeUndefined();
  expect(electionQuorumWarning(3, 2)).toBeUndefined();
  expect(electionQuorumWarning(3, 3)).toBeUndefined();
  expect(electionQuorumWarning(2, 2)).toBeUndefined();
});
