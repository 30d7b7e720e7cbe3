import { markdownTable } from '../../harness/markdown-table.ts';
import { median } from '../statistics.ts';
import type { WorkloadReport } from '../workload.ts';
import type { GrowthDimension } from './growth-dimensions.ts';
import type { GrowthSample } from './growth-step.ts';

/** What was found of one size. */
export interface GrowthResult {
  readonly dimension: GrowthDimension;
  readonly size: number;
  readonly samples: readonly GrowthSample[];
}

/** The largest size may cost so many times what the smallest does. */
const mostTimes = 1.5;

/** Draws the table, and names what grows by more than it may without an explanation. */
export function toReport(
  results: readonly GrowthResult[],
  notes: readonly string[],
): WorkloadReport {
  const header = ['', 'records/s', 'server CPU, µs a record', 'of the smallest', 'times'];
  const rows = results.map((result) => [
    `${result.size.toLocaleString('en')} ${result.dimension.what}`,
    Math.round(median(result.samples.map((each) => each.recordsPerSecond))).toLocaleString('en'),
    costOf(result).toFixed(1),
    costOf(smallestOf(results, result.dimension)).toFixed(1),
    timesSmallest(results, result).toFixed(2),
  ]);
  const dimensions = [...new Set(results.map(({ dimension }) => dimension))];
  const explanations = dimensions.flatMap(({ what, explanation }) =>
    explanation === undefined ? [] : [`\nWhy more ${what} cost more: ${explanation}`],
  );
  return {
    markdown: `${markdownTable(header, rows)}\n\n${[...notes, ...explanations].join('\n')}`,
    data: {
      results: results.map(({ dimension, ...rest }) => ({ dimension: dimension.id, ...rest })),
    },
    missed: dimensions.flatMap((dimension) => findGrown(results, dimension)),
  };
}

function findGrown(results: readonly GrowthResult[], dimension: GrowthDimension): string[] {
  const largest = results.findLast((result) => result.dimension === dimension);
  if (largest === undefined || dimension.explanation !== undefined) return [];
  const times = timesSmallest(results, largest);
  if (times <= mostTimes) return [];
  const { size } = largest;
  return [
    `A record at ${size} ${dimension.what} costs ${times.toFixed(2)} times what it costs ` +
      `at ${smallestOf(results, dimension).size}, the bar is ${mostTimes}`,
  ];
}

function smallestOf(results: readonly GrowthResult[], dimension: GrowthDimension): GrowthResult {
  const smallest = results.find((result) => result.dimension === dimension);
  if (smallest === undefined) throw new Error(`Nothing was measured of ${dimension.what}`);
  return smallest;
}

function costOf({ samples }: GrowthResult): number {
  return median(samples.map(({ cpuMicrosecondsPerRecord }) => cpuMicrosecondsPerRecord));
}

function timesSmallest(results: readonly GrowthResult[], result: GrowthResult): number {
  return costOf(result) / costOf(smallestOf(results, result.dimension));
}
