import { expect, it } from 'vitest';
import { turnsOf } from './turns.ts';

it('measures contestants in turn within each case, and all cases within each pair', () => {
  const turns = turnsOf(2, ['small', 'large'], ['A', 'B']);
  expect(turns.map(({ pair, variant, contestant }) => `${pair} ${variant} ${contestant}`)).toEqual([
    ...['1 small A', '1 small B', '1 large A', '1 large B'],
    ...['2 small A', '2 small B', '2 large A', '2 large B'],
  ]);
});
