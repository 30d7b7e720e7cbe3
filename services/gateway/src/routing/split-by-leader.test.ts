import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { pick, splitByLeader } from './split-by-leader.ts';

it('keeps the order of each leader, and the errors apart', () => {
  const error = new WeirError('LEADER_NOT_AVAILABLE', 'None');
  const items = ['a1', 'b1', 'a2', '?', 'a3'];
  const { byAddress, failures } = splitByLeader(items, (item) => {
    if (item === '?') throw error;
    return item.charAt(0);
  });
  expect(byAddress).toEqual(
    new Map([
      ['a', [0, 2, 4]],
      ['b', [1]],
    ]),
  );
  expect(failures).toEqual(new Map([[3, error]]));
  expect(pick(items, [0, 2, 4])).toEqual(['a1', 'a2', 'a3']);
});
