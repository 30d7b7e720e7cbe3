import { expect, it } from 'vitest';
import { LeaderHints } from './leader-hints.ts';

const known = {
  partition: 0,
  leader: 1,
  leaderEpoch: 5,
  partitionEpoch: 5,
  assignedReplicas: [1, 2],
  inSyncReplicas: [1, 2],
  leaderlessReason: '',
};
const hint = (epoch: number): Record<string, string> => ({
  leader_address: 'host:1',
  leader_epoch: String(epoch),
});

it('uses a hint while it is newer than the metadata', () => {
  const hints = new LeaderHints();
  expect(hints.note('id', 0, hint(6))).toBe(true);
  expect(hints.newerThan('id', known)).toEqual({ address: 'host:1', leaderEpoch: 6 });
  expect(hints.newerThan('id', { ...known, leaderEpoch: 6 })).toBeUndefined();
  expect(hints.newerThan('id', known)).toBeUndefined();
});

it('takes no hint that is older than the one it has, or names nobody', () => {
  const hints = new LeaderHints();
  hints.note('id', 0, hint(8));
  expect(hints.note('id', 0, hint(7))).toBe(false);
  expect(hints.note('id', 0, {})).toBe(false);
  expect(hints.note('id', 0, { leader_address: 'host:1', leader_epoch: 'x' })).toBe(false);
});
