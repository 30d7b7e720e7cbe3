import { expect, it } from 'vitest';
import { evenOut } from './even-out.ts';

function drain(rounds: Generator<void, void>): void {
  while (rounds.next().done !== true);
}

/** Loads of nodes 0, 1, …, evened out where only these ways are open; how many units went each way. */
function evened(loads: readonly number[], isOpen: (from: number, to: number) => boolean) {
  const after = [...loads];
  const moves: string[] = [];
  const rounds = evenOut<string>({
    nodeIds: [...loads.keys()],
    loadOf: (nodeId) => after[nodeId] ?? 0,
    find: (from, to) => (isOpen(from, to) && (after[from] ?? 0) > 0 ? 'unit' : undefined),
    move: (_unit, from, to) => {
      after[from] = (after[from] ?? 0) - 1;
      after[to] = (after[to] ?? 0) + 1;
      moves.push(`${from}>${to}`);
    },
  });
  drain(rounds);
  return { after, moves };
}

it('leaves alone what differs by one at most', () => {
  expect(evened([2, 3, 2], () => true).moves).toEqual([]);
  expect(evened([], () => true).moves).toEqual([]);
});

it('moves as few units as can be', () => {
  const { after, moves } = evened([6, 6, 0], () => true);
  expect(after).toEqual([4, 4, 4]);
  expect(moves).toHaveLength(4);
  expect(evened([5, 5, 5, 3], () => true).moves).toHaveLength(1);
});

it('goes along other nodes where there is no direct way, and those stay as full as they were', () => {
  const { after, moves } = evened([6, 4, 2], (from, to) => to === from + 1);
  expect(after).toEqual([4, 4, 4]);
  expect(moves).toHaveLength(4);
});

it('does what it can where ways are closed', () => {
  expect(evened([9, 3, 0], (from) => from === 1).after).toEqual([9, 2, 1]);
  expect(evened([9, 0], () => false).after).toEqual([9, 0]);
});

it('undoes the legs of a way that one of them closes', () => {
  const after = [4, 3, 2];
  const tries: string[] = [];
  const rounds = evenOut<string>({
    nodeIds: [0, 1, 2],
    loadOf: (nodeId) => after[nodeId] ?? 0,
    // What node 0 could give to node 1 can no longer go there once node 1 has given its own away.
    find: (from, to) => {
      if (from === 0) return to === 1 && after[2] === 2 ? 'unit' : undefined;
      return from === 1 && to === 2 ? 'unit' : undefined;
    },
    move: (_unit, from, to) => {
      after[from] = (after[from] ?? 0) - 1;
      after[to] = (after[to] ?? 0) + 1;
      tries.push(`${from}>${to}`);
    },
  });
  drain(rounds);
  expect(tries).toEqual(['1>2', '2>1']);
  expect(after).toEqual([4, 3, 2]);
});
