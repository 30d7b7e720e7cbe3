import { markdownTable } from '../../harness/markdown-table.ts';
import { median } from '../statistics.ts';
import type { WorkloadReport } from '../workload.ts';
import type { Figure, RebalancePart, RebalanceTrial, RecordCounts } from './rebalance-part.ts';

/** A part and all of its trials. */
export interface PartResult {
  readonly part: RebalancePart;
  readonly trials: readonly RebalanceTrial[];
}

const notes = [
  '1,000 records a second, evenly over 6 partitions of replication factor 3; 3 members, each a process of',
  'its own, with default options (automatic commits every 5 s). A bar is held against p50; `worst` is the',
  'worst trial. `skipped` and `duplicates` must be 0; `redelivered` is what a killed member had not committed.',
].join('\n');

/** The figures of one trial in a line. */
export function describeTrial(
  { figures }: RebalancePart,
  { figures: values, counts, errors }: RebalanceTrial,
): string {
  const { delivered, skipped, duplicates, redelivered } = counts;
  return [
    ...figures.map((figure) => `${figure.id} ${format(figure, values[figure.id] ?? Number.NaN)}`),
    `delivered ${delivered}, skipped ${skipped}, duplicates ${duplicates}`,
    `redelivered ${redelivered}`,
    `errors ${errors.length}${errors[0] === undefined ? '' : ` (${errors[0]})`}`,
  ].join(', ');
}

/** Compares with the bars and draws the tables. */
export function toReport(results: readonly PartResult[]): WorkloadReport {
  const tables = [
    markdownTable(['what', 'p50', 'worst', 'bar'], results.flatMap(toFigureRows)),
    markdownTable(
      ['what', 'trials', 'delivered', 'skipped', 'duplicates', 'redelivered', 'errors'],
      results.map(toCountRow),
    ),
    notes,
  ];
  return {
    markdown: tables.join('\n\n'),
    data: {
      parts: results.map(({ part, trials }) => ({
        id: part.id,
        what: part.what,
        figures: part.figures.map((figure) => ({
          ...figure,
          median: median(valuesOf(figure, trials)),
        })),
        trials,
      })),
    },
    missed: results.flatMap(findMissed),
  };
}

/** The bars that were missed, and what must not be, one sentence each. */
export function findMissed({ part, trials }: PartResult): string[] {
  const slow = part.figures.flatMap((figure) => {
    const value = median(valuesOf(figure, trials));
    if (isWithin(figure, value)) return [];
    return [`${figure.what}: ${format(figure, value)}, the bar is ${formatBar(figure)}`];
  });
  const { skipped, duplicates } = totals(trials);
  const errors = trials.flatMap((trial) => trial.errors);
  return [
    ...slow,
    ...(skipped === 0 ? [] : [`${part.what}: ${skipped} records are skipped`]),
    ...(duplicates === 0 ? [] : [`${part.what}: ${duplicates} records are delivered twice`]),
    ...(errors.length === 0 ? [] : [`${part.what}: ${errors.length} errors, first ${errors[0]}`]),
  ];
}

/** Whether a median meets its bar; one that is not a number, of trials that all failed, does not. */
function isWithin({ bar }: Figure, value: number): boolean {
  if (bar === undefined) return true;
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
}

function toFigureRows({ part, trials }: PartResult): string[][] {
  return part.figures.map((figure) => {
    const values = valuesOf(figure, trials);
    const isRate = figure.unit === 'a second';
    const worst = isRate ? Math.min(...values) : Math.max(...values);
    return [figure.what, format(figure, median(values)), format(figure, worst), formatBar(figure)];
  });
}

function toCountRow({ part, trials }: PartResult): string[] {
  const { delivered, skipped, duplicates, redelivered } = totals(trials);
  const errors = trials.flatMap((trial) => trial.errors).length;
  const counts = [trials.length, delivered, skipped, duplicates, redelivered, errors];
  return [part.what, ...counts.map(String)];
}

function totals(trials: readonly RebalanceTrial[]): RecordCounts {
  const sum = (count: (counts: RecordCounts) => number): number =>
    trials.reduce((total, { counts }) => total + count(counts), 0);
  return {
    delivered: sum(({ delivered }) => delivered),
    skipped: sum(({ skipped }) => skipped),
    duplicates: sum(({ duplicates }) => duplicates),
    redelivered: sum(({ redelivered }) => redelivered),
  };
}

function valuesOf({ id }: Figure, trials: readonly RebalanceTrial[]): number[] {
  return trials.flatMap(({ figures }) => figures[id] ?? []);
}

function formatBar({ bar, unit }: Figure): string {
  if (bar === undefined) return '-';
  if ('atMost' in bar) return `at most ${withUnit(bar.atMost, unit)}`;
  return `at least ${withUnit(bar.atLeast, unit)}`;
}

function format({ unit }: Figure, value: number): string {
  return withUnit(value, unit);
}

function withUnit(value: number, unit: Figure['unit']): string {
  return Number.isFinite(value) ? `${Math.round(value).toLocaleString('en')} ${unit}` : '-';
}
