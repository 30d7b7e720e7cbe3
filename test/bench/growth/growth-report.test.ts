import { expect, it } from 'vitest';
import type { GrowthDimension } from './growth-dimensions.ts';
import { toReport } from './growth-report.ts';

const dimension: GrowthDimension = {
  id: 'things',
  what: 'things',
  sizes: [1, 100],
  prepare: () => Promise.reject(new Error('Not measured here')),
};

function result(size: number, costs: readonly number[], of = dimension) {
  const samples = costs.map((cost) => ({
    recordsPerSecond: 1_000,
    cpuMicrosecondsPerRecord: cost,
  }));
  return { dimension: of, size, samples };
}

it('holds the largest size against the smallest, by their medians', () => {
  const { missed, markdown } = toReport([result(1, [10, 2, 10]), result(100, [15.1, 99, 1])], []);
  expect(missed).toEqual([
    'A record at 100 things costs 1.51 times what it costs at 1, the bar is 1.5',
  ]);
  expect(markdown).toMatch(/\| 100 things \| 1,000 +\| 15\.1 +\| 10\.0 +\| 1\.51/);
  expect(toReport([result(1, [10]), result(100, [15])], []).missed).toEqual([]);
});

it('does not look at what is in between, and not at what is explained', () => {
  const between = [result(1, [10]), result(10, [90]), result(100, [10])];
  expect(toReport(between, []).missed).toEqual([]);

  const explained = { ...dimension, explanation: 'they are heavy.' };
  const { missed, markdown } = toReport(
    [result(1, [10], explained), result(100, [90], explained)],
    [],
  );
  expect(missed).toEqual([]);
  expect(markdown).toContain('Why more things cost more: they are heavy.');
});
