import { expect, it } from 'vitest';
import { type Hearing, hasHeardEnough } from './has-heard-enough.ts';

const all: Hearing = {
  ...{ known: 3, heard: 3, awaited: 0, expected: undefined },
  ...{ isStoreWhole: true, isLate: false },
};

it.each<[string, Partial<Hearing>, boolean]>([
  ['every node has told', {}, true],
  ['a dead node is all that has not', { heard: 2 }, true],
  ['a node may still tell', { heard: 2, awaited: 1 }, false],
  ['a node that may still tell has had its time', { heard: 2, awaited: 1, isLate: true }, true],
  ['most nodes are dead', { heard: 1 }, false],
  ['most nodes stay dead, and the store is whole', { heard: 1, isLate: true }, true],
  ['there are no nodes yet', { known: 0, heard: 0 }, false],
])('says of an intact store when %s', (_what, change, isEnough) => {
  expect(hasHeardEnough({ ...all, ...change })).toBe(isEnough);
});

it.each<[string, Partial<Hearing>, boolean]>([
  ['nodes that nobody knows of may still come', {}, false],
  ['all that there are have told', { expected: 3 }, true],
  ['not all that there are have come', { expected: 4 }, false],
  ['nodes have had their time, and most have told', { heard: 2, awaited: 1, isLate: true }, true],
  ['nodes have had their time, and few have told', { heard: 1, isLate: true }, false],
  ['nodes have had their time, and none has come', { known: 0, heard: 0, isLate: true }, false],
])('says of a wiped store when %s', (_what, change, isEnough) => {
  expect(hasHeardEnough({ ...all, isStoreWhole: false, ...change })).toBe(isEnough);
});
