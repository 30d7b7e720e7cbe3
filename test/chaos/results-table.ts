import { markdownTable } from '../harness/markdown-table.ts';
import type { ChaosFault } from './chaos-fault.ts';
import type { ChaosWorkload } from './chaos-workload.ts';
import type { TrialResult } from './run-trial.ts';

/** One cell of the matrix with all its trials. */
export interface CellResult {
  readonly fault: ChaosFault;
  readonly workload: ChaosWorkload;
  readonly trials: readonly TrialResult[];
  /** Why there are no trials. */
  readonly skipped: string | undefined;
}

const header = [
  'fault',
  'workload',
  'trials',
  'acknowledged',
  'anomalies',
  'longest gap',
  'before the fault',
];

/** The matrix as Markdown, with every anomaly below it. */
export function resultsTable(cells: readonly CellResult[]): string {
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  const workloads = [...new Set(cells.map(({ workload }) => workload))];
  const anomalies = cells.flatMap(({ fault, workload, trials }) =>
    trials.flatMap((trial) =>
      trial.anomalies.map((anomaly) => `- ${fault.name}, ${workload.name}: ${anomaly}`),
    ),
  );
  return [
    markdownTable(header, cells.map(toRow)),
    '',
    'The longest gap is the longest time for which any one of the six partitions acknowledged nothing,',
    'of all trials, from the fault until all replicas were in sync again: a fault that lasts some seconds',
    'and takes away what a partition cannot do without has a gap of these seconds.',
    '',
    ...(anomalies.length === 0 ? [] : ['Anomalies:', '', ...anomalies, '']),
    'Faults:',
    '',
    ...faults.map(({ name, what }) => `- ${name}: ${what}`),
    '',
    'Workloads (6 partitions, replication factor 3, two idempotent producers with acks all, 24 keys each,',
    'a group of two members):',
    '',
    ...workloads.map(({ name, what }) => `- ${name}: ${what}`),
  ].join('\n');
}

function toRow({ fault, workload, trials, skipped }: CellResult): string[] {
  if (skipped !== undefined) return [fault.name, workload.name, `none: ${skipped}`];
  const most = (values: readonly number[]): string =>
    `${Math.round(Math.max(...values)).toLocaleString('en')} ms`;
  const sum = (values: readonly number[]): string => `${values.reduce((a, b) => a + b, 0)}`;
  return [
    fault.name,
    workload.name,
    `${trials.length}`,
    sum(trials.map(({ acknowledged }) => acknowledged)),
    sum(trials.map(({ anomalies }) => anomalies.length)),
    most(trials.map(({ gapMs }) => gapMs)),
    most(trials.map(({ steadyGapMs }) => steadyGapMs)),
  ];
}
