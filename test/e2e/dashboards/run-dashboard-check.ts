import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { PrometheusProcess } from '../../harness/prometheus-process.ts';
import { clusterScrapeTargets, writeScrapeTargets } from '../../harness/scrape-targets.ts';
import { checkQueries, type QueryVerdict } from './check-queries.ts';
import type { DashboardFault } from './dashboard-faults.ts';
import { DashboardLoad } from './dashboard-load.ts';
import { readDashboardQuestions } from './read-queries.ts';

/** Where the check runs, and what goes wrong before it looks. */
export interface DashboardCheckOptions {
  readonly directory: string;
  readonly faults: readonly DashboardFault[];
  /** How long queries may stay empty once everything has happened, in milliseconds. */
  readonly patienceMs: number;
  /** Ends the check where it stands; it then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Hears what is done next. */
  readonly say?: (line: string) => void;
}

const lookIntervalMs = 2_000;
const targetsFile = 'scrape-targets.json';

/**
 * Runs a cluster under load, lets a Prometheus scrape it each second, makes the faults, and asks every query
 * of every dashboard, again until none is empty or the patience is over.
 */
export async function runDashboardCheck(options: DashboardCheckOptions): Promise<QueryVerdict[]> {
  const { directory, signal } = options;
  mkdirSync(directory, { recursive: true });
  await using cluster = new LocalCluster({
    directory: join(directory, 'cluster'),
    gateways: 2,
    storageNodeArgs: [
      ...['--partition-metrics', 'true', '--retention-check-interval-ms', '1000'],
      ...['--rack', 'rack-1'],
    ],
    coordinatorArgs: ['--group-partition-metrics', 'true'],
  });
  await using prometheus = await PrometheusProcess.create({
    directory,
    targetFiles: [join(directory, targetsFile)],
  });
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
  // What is still under way then fails, as its cluster goes away.
  return await Promise.race([stopped, check(cluster, prometheus, options)]);
}

async function check(
  cluster: LocalCluster,
  prometheus: PrometheusProcess,
  { directory, faults, patienceMs, say = () => undefined }: DashboardCheckOptions,
): Promise<QueryVerdict[]> {
  say('Starting a cluster and a Prometheus');
  await cluster.start();
  writeScrapeTargets(join(directory, targetsFile), clusterScrapeTargets(cluster));
  await prometheus.start();
  await cluster.whenReady(180_000);
  await using load = new DashboardLoad(cluster);
  say('Putting load on it');
  await load.start();
  for (const makeFault of faults) {
    say(`Making a fault: ${makeFault.name}`);
    await makeFault(cluster, prometheus);
  }
  say('Asking what the dashboards ask');
  return await lookUntilWell(prometheus, patienceMs);
}

async function lookUntilWell(
  prometheus: PrometheusProcess,
  patienceMs: number,
): Promise<QueryVerdict[]> {
  const questions = readDashboardQuestions();
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const verdicts = await checkQueries(questions, {
      url: prometheus.url,
      cluster: 'local',
      rangeSeconds: 120,
    });
    const isWell = verdicts.every(({ problem }) => problem === undefined);
    if (isWell || performance.now() > deadline) return verdicts;
    await wait(lookIntervalMs);
  }
}
