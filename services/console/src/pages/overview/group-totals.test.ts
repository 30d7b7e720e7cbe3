import { expect, it } from 'vitest';
import { groupTotals } from './group-totals.ts';

it('sums up what is known', () => {
  const groups = [
    { groupId: 'a', state: 'GROUP_STATE_STABLE', members: 2, lag: 5, stuckPartitions: 1 },
    { groupId: 'b', state: 'GROUP_STATE_EMPTY', members: 0, stuckPartitions: 0 },
  ] as const;
  expect(groupTotals([...groups])).toEqual({ groups: 2, members: 2, lag: 5, stuck: 1 });
});

it('does not call a lag 0 that nobody knows', () => {
  const unknown = {
    groupId: 'b',
    state: 'GROUP_STATE_EMPTY',
    members: 0,
    stuckPartitions: 0,
  } as const;
  expect(groupTotals([unknown]).lag).toBeUndefined();
  expect(groupTotals([]).lag).toBe(0);
});
