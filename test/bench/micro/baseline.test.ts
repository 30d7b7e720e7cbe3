import { expect, it } from 'vitest';
import { findSlower, readBaseline, shareOfBaseline, withFigures } from './baseline.ts';
import type { MicroFigure } from './measure-case.ts';
import { microCases } from './micro-cases.ts';

function figure(id: string, ratio: number, usesDisk = false): MicroFigure {
  const perSecond = ratio * 1000;
  return { id, what: `do ${id}`, unit: 'things', usesDisk, perSecond, ratios: [ratio], ratio };
}

it('names the cases that are slower than their baseline allows, and no others', () => {
  const baseline = { fast: 10, slow: 10, edge: 10, disk: 10, full: 10 };
  const slower = findSlower(baseline, [
    figure('fast', 20),
    figure('slow', 6.9),
    figure('edge', 7),
    figure('disk', 4, true),
    figure('full', 3, true),
    figure('new', 1),
  ]);
  expect(slower).toEqual([
    'do slow: 0.69 of its baseline, the bar is 0.7',
    'do full: 0.30 of its baseline, the bar is 0.35',
  ]);
});

it('takes over what was found, rounded, and keeps the rest', () => {
  const next = withFigures({ kept: 1, old: 2 }, [figure('old', 2.71239), figure('new', 123456)]);
  expect(next).toEqual({ kept: 1, old: 2.712, new: 123500 });
});

it('has no share of a baseline for a case without one', () => {
  expect(shareOfBaseline({ other: 1 }, figure('one', 1))).toBeUndefined();
  expect(shareOfBaseline({ one: 2 }, figure('one', 1))).toBe(0.5);
});

it('has a baseline for each case, and for nothing else', async () => {
  const ids = microCases.map(({ id }) => id);
  expect(Object.keys(await readBaseline()).toSorted()).toEqual(ids.toSorted());
});
