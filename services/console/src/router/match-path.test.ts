import { expect, it } from 'vitest';
import { matchPath } from './match-path.ts';

it('gives what the names of a pattern stand for, unescaped', () => {
  expect(matchPath('/topics/:topic', '/topics/a%2Fb%20c/')).toEqual({ topic: 'a/b c' });
  expect(matchPath('/', '/')).toEqual({});
});

it('does not match other paths, nor ones that cannot be unescaped', () => {
  expect(matchPath('/topics/:topic', '/topics')).toBeUndefined();
  expect(matchPath('/topics', '/groups')).toBeUndefined();
  expect(matchPath('/topics/:topic', '/topics/%E0%A4%A')).toBeUndefined();
});
