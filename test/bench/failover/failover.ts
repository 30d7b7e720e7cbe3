import { Weir } from '@weir/client';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { markdownTable } from '../../harness/markdown-table.ts';
import { median, sum } from '../statistics.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { type FailoverFault, failoverFaults } from './failover-faults.ts';
import { type FailoverTrial, runFailoverTrial } from './failover-trial.ts';

interface FaultResult {
  readonly fault: FailoverFault;
  readonly trials: readonly FailoverTrial[];
}

/** How long producers wait while parts of a cluster die, for the default settings. */
export const failover: Workload = {
  summary:
    'longest gap between acknowledged records around a fault, and what is lost (seven faults)',
  repeats: 'trials',
  defaultTrials: 10,
  parts: failoverFaults.map(({ id }) => id),
  run: runFailover,
};

async function runFailover(options: WorkloadOptions): Promise<WorkloadReport> {
  await using cluster = new LocalCluster({ directory: options.directory });
  await cluster.start();
  await cluster.whenReady();
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  const results: FaultResult[] = [];
  for (const fault of failoverFaults) {
    if (options.only?.includes(fault.id) === false) continue;
    const trials: FailoverTrial[] = [];
    for (let index = 1; index <= options.trials; index += 1) {
      const setting = { cluster, weir, signal: options.signal };
      const trial = await runFailoverTrial(setting, fault, `${fault.id}-${index}`);
      trials.push(trial);
      options.progress(`${fault.what}, trial ${index}: ${describe(trial)}`);
    }
    results.push({ fault, trials });
  }
  return toReport(results);
}

function describe(trial: FailoverTrial): string {
  const { gapMs, steadyGapMs, returnGapMs, acknowledged, lost, duplicates, errors } = trial;
  return [
    `gap ${ms(gapMs)} (steady ${ms(steadyGapMs)}, return ${ms(returnGapMs)})`,
    `acknowledged ${acknowledged}, lost ${lost}, duplicates ${duplicates}`,
    `errors ${errors.length}${errors[0] === undefined ? '' : ` (${errors[0]})`}`,
  ].join(', ');
}

/** Compares with the bars and draws the table. */
function toReport(results: readonly FaultResult[]): WorkloadReport {
  const all = results.flatMap(({ trials }) => trials);
  const steady = all.map(({ steadyGapMs }) => steadyGapMs);
  const notes = [
    `One record each 5 ms, acks all, replication factor 3; trials of each fault: ${results[0]?.trials.length}.`,
    `Without a fault the longest gap of a second is ${ms(median(steady))}, at most ${ms(Math.max(...steady))}.`,
    'Kafka waits some 10,000 ms when a leader is killed (`broker.session.timeout.ms` is 9,000).',
  ];
  return {
    markdown: `${markdownTable(tableHeader, results.map(toRow))}\n\n${notes.join('\n')}`,
    data: {
      faults: results.map(({ fault, trials }) => ({
        id: fault.id,
        what: fault.what,
        barMs: fault.barMs,
        medianGapMs: median(trials.map(({ gapMs }) => gapMs)),
        trials,
      })),
    },
    missed: results.flatMap(findMissed),
  };
}

const tableHeader = [
  'what',
  'longest gap, p50',
  'max',
  'bar',
  'while it returns, p50',
  'max',
  'steady, p50',
  'max',
  'acknowledged',
  'lost',
  'duplicates',
  'errors',
];

function toRow({ fault, trials }: FaultResult): string[] {
  const middleAndMost = (values: readonly number[]): string[] => [
    ms(median(values)),
    ms(Math.max(...values)),
  ];
  return [
    fault.what,
    ...middleAndMost(trials.map(({ gapMs }) => gapMs)),
    ms(fault.barMs),
    ...middleAndMost(trials.map(({ returnGapMs }) => returnGapMs)),
    ...middleAndMost(trials.map(({ steadyGapMs }) => steadyGapMs)),
    ...totals(trials).map(String),
  ];
}

function totals(trials: readonly FailoverTrial[]): number[] {
  return [
    sum(trials.map(({ acknowledged }) => acknowledged)),
    sum(trials.map(({ lost }) => lost)),
    sum(trials.map(({ duplicates }) => duplicates)),
    sum(trials.map(({ errors }) => errors.length)),
  ];
}

function findMissed({ fault, trials }: FaultResult): string[] {
  const gapMs = median(trials.map((trial) => trial.gapMs));
  const [, lost = 0, duplicates = 0, errors = 0] = totals(trials);
  return [
    ...(gapMs <= fault.barMs ? [] : [`the gap is ${ms(gapMs)}, the bar ${ms(fault.barMs)}`]),
    ...(lost === 0 ? [] : [`${lost} acknowledged records are lost`]),
    ...(duplicates === 0 ? [] : [`${duplicates} records are stored twice`]),
    ...(errors === 0 ? [] : [`${errors} records failed`]),
  ].map((fact) => `${fault.what}: ${fact}`);
}

function ms(valueMs: number): string {
  return `${Math.round(valueMs).toLocaleString('en')} ms`;
}
