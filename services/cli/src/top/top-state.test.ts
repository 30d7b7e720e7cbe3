import { expect, it } from 'vitest';
import { afterKey, initialTopState, keysIn, type TopState } from './top-state.ts';

function after(text: string, rowCount = 100): TopState {
  return keysIn(text).reduce((state, key) => afterKey(state, key, rowCount), initialTopState);
}

it('takes keys apart as a terminal sends them', () => {
  expect(keysIn('j\u001B[A\u001BOBq\u001B[5~')).toEqual([
    'j',
    '\u001B[A',
    '\u001BOB',
    'q',
    '\u001B[5~',
  ]);
  expect(keysIn('')).toEqual([]);
});

it('chooses a list by its number or by tab', () => {
  expect(after('1').pane).toBe('nodes');
  expect(after('3').pane).toBe('groups');
  expect(after('\t').pane).toBe('groups');
  expect(after('\t\t').pane).toBe('nodes');
});

it('moves in the chosen list only', () => {
  expect(after('jj\u001B[B\u001BOBk').rows).toEqual({ nodes: 0, topics: 3, groups: 0 });
  expect(after('\u001B[6~1j').rows).toEqual({ nodes: 1, topics: 10, groups: 0 });
  expect(after('jjjg').rows.topics).toBe(0);
});

it('goes round the orders of the chosen list, from its first row', () => {
  const state = after('jjs');
  expect(state.orders).toEqual({ nodes: 0, topics: 1, groups: 0 });
  expect(state.rows.topics).toBe(0);
});

it('ends by q and by Ctrl-C, and minds no other key', () => {
  expect(after('q').isEnded).toBe(true);
  expect(after('\u0003').isEnded).toBe(true);
  expect(after('x\u001B[Z\u001B')).toEqual(initialTopState);
});
