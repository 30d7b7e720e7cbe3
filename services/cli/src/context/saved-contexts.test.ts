import { expect, it } from 'vitest';
import {
  checkContextName,
  findContext,
  renameContext,
  type SavedContexts,
  useContext,
  withContext,
  withoutContext,
} from './saved-contexts.ts';

const a = { bootstrap: 'a:1' };
const b = { bootstrap: 'b:1' };
const saved: SavedContexts = { current: 'a', contexts: { a, b } };

it('goes back and forth between two contexts', () => {
  const other = useContext(saved, 'b');
  expect(other).toMatchObject({ current: 'b', previous: 'a' });
  expect(useContext(other, '-')).toMatchObject({ current: 'a', previous: 'b' });
  expect(useContext(other, 'b')).toBe(other);
  expect(() => useContext(saved, '-')).toThrow(/No context was in use before/);
});

it('forgets a removed context wherever it is named', () => {
  expect(withoutContext({ ...saved, previous: 'b' }, 'a')).toEqual({
    previous: 'b',
    contexts: { b },
  });
  expect(() => withoutContext(saved, 'c')).toThrow(/There is no context "c": there are a, b/);
});

it('keeps a renamed context in use, and never replaces another', () => {
  expect(renameContext(saved, 'a', 'c')).toEqual({ current: 'c', contexts: { c: a, b } });
  expect(() => renameContext(saved, 'a', 'b')).toThrow(/There is a context "b" already/);
});

it('finds only what was saved', () => {
  expect(findContext(withContext(saved, 'c', b), 'c')).toBe(b);
  expect(() => findContext(saved, 'toString')).toThrow(/There is no context/);
  expect(() => findContext({ contexts: {} }, 'a')).toThrow(/weir context set NAME/);
});

it('takes plain names', () => {
  for (const name of ['prod', 'eu-1.prod', 'A_b'])
    expect(() => checkContextName(name)).not.toThrow();
  for (const name of ['', '-', '.a', 'a b', 'x'.repeat(65), 'ü']) {
    expect(() => checkContextName(name)).toThrow(/cannot be the name of a context/);
  }
});
