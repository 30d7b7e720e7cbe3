import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../harness/temporary-directory.ts';
import { microCases } from './micro-cases.ts';
import { measureIn } from './micro.ts';

const shortest = { rounds: 1, warmUpMs: 0, roundMs: 1, referenceMs: 1 };

it('has another id for each case', () => {
  const ids = microCases.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it.each(microCases)('runs: $what', async (microCase) => {
  await using directory = await temporaryDirectory();
  const figure = await measureIn(directory.path, microCase, shortest);
  expect(figure.perSecond).toBeGreaterThan(0);
  expect(figure.ratio).toBeGreaterThan(0);
});
