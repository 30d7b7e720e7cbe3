import { expect, it } from 'vitest';
import { userNameProblem } from './user-name.ts';

it('takes names of 1 to 255 characters', () => {
  expect(['a', 'ann@example.com', 'Jürgen M.', 'x'.repeat(255)].map(userNameProblem)).toEqual([
    ...Array.from({ length: 4 }, () => undefined),
  ]);
});

it('says what is wrong with others', () => {
  expect(userNameProblem('')).toMatch(/has 0 characters/);
  expect(userNameProblem('x'.repeat(256))).toMatch(/has 256 characters/);
  expect(userNameProblem('*')).toMatch(/everybody/);
  expect(userNameProblem('a\nb')).toMatch(/control characters/);
  expect(userNameProblem('\ud800')).toMatch(/well-formed/);
});
