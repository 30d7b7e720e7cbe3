import { Weir } from '@weir/client';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { markdownTable } from '../../harness/markdown-table.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import type { ProduceOptions } from '../load/load-options.ts';
import { median } from '../statistics.ts';
import { profileArgs } from '../weir/profile-args.ts';
import { removeData } from '../weir/remove-data.ts';
import { LoadProcess } from '../weir/load-process.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { type RecoveryPart, recoveryParts } from './recovery-parts.ts';
import { type RecoverySetting, type RecoveryTrial, runRecoveryTrial } from './recovery-trial.ts';

/** GiB that each node keeps: little, and what a start must not be the slower for. */
const retainedGib = [1, 10] as const;
const partitions = 6;
const valueBytes = 64 * 1024;
const bytesPerGib = 2 ** 30;

interface RecoveryResult {
  readonly part: RecoveryPart;
  readonly gib: number;
  readonly trials: readonly RecoveryTrial[];
}

/** How long processes take to come back, with little and with much on disk. */
export const recovery: Workload = {
  summary: 'restart of a node and of a cluster, stopped and killed, with 1 and with 10 GiB a node',
  repeats: 'trials',
  defaultTrials: 3,
  parts: recoveryParts.map(({ id }) => id),
  run: runRecovery,
};

async function runRecovery(options: WorkloadOptions): Promise<WorkloadReport> {
  const nodeArgs = profileArgs(options.profileDirectory);
  await using stack = new AsyncDisposableStack();
  const cluster = new LocalCluster({ directory: options.directory, nodeArgs });
  stack.defer(() => removeData(cluster));
  stack.use(cluster);
  await cluster.start();
  await cluster.whenReady();
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  const topic = { name: 'retained', partitions };
  const setting = { cluster, weir, topic };
  await weir.admin().createTopic({
    name: topic.name,
    partitions,
    replicationFactor: 3,
    configs: { 'flush.policy': 'page-cache', 'retention.ms': '-1', 'retention.bytes': '-1' },
  });
  const results: RecoveryResult[] = [];
  let filledGib = 0;
  for (const gib of retainedGib.map((full) => full * options.scale)) {
    options.progress(`Filling up to ${gib} GiB a node`);
    await fill(setting, gib - filledGib, options.signal);
    filledGib = gib;
    results.push(...(await runParts(setting, gib, options)));
  }
  return toReport(results);
}

/** Writes so much, and waits until all replicas have it. */
async function fill(
  { cluster, weir, topic }: RecoverySetting,
  gib: number,
  signal: AbortSignal,
): Promise<void> {
  const records = Math.ceil((gib * bytesPerGib) / valueBytes);
  const load: ProduceOptions = {
    bootstrap: cluster.bootstrap,
    topic: topic.name,
    partitions,
    records,
    valueBytes,
    acks: 'all',
  };
  await new LoadProcess('produce', load, { nodeArgs: [], signal }).report();
  await whenInSync(weir.admin(), topic.name);
}

async function runParts(
  setting: RecoverySetting,
  gib: number,
  { only, trials, signal, progress }: WorkloadOptions,
): Promise<RecoveryResult[]> {
  const results: RecoveryResult[] = [];
  for (const part of recoveryParts.filter(({ id }) => only?.includes(id) !== false)) {
    const found: RecoveryTrial[] = [];
    for (let index = 1; index <= trials; index += 1) {
      signal.throwIfAborted();
      const trial = await runRecoveryTrial(setting, part);
      found.push(trial);
      progress(`${gib} GiB, ${part.what}, trial ${index}: ${describe(trial)}`);
    }
    results.push({ part, gib, trials: found });
  }
  return results;
}

function describe({ readyS, inSyncS, readMib, cpuS }: RecoveryTrial): string {
  return [
    `ready ${readyS.toFixed(2)} s`,
    `in sync ${inSyncS.toFixed(2)} s`,
    `read ${Math.round(readMib)} MiB`,
    `CPU ${cpuS.toFixed(2)} s`,
  ].join(', ');
}

/** The table; recovery has no bar. */
export function toReport(results: readonly RecoveryResult[]): WorkloadReport {
  const header = ['what', 'GiB a node', 'ready, s', 'in sync, s', 'most', 'read, MiB', 'CPU, s'];
  const rows = results.map(({ part, gib, trials }) => {
    const middle = (key: keyof RecoveryTrial): number => median(trials.map((each) => each[key]));
    return [
      part.what,
      `${gib}`,
      middle('readyS').toFixed(2),
      middle('inSyncS').toFixed(2),
      Math.max(...trials.map(({ inSyncS }) => inSyncS)).toFixed(2),
      Math.round(middle('readMib')).toLocaleString('en'),
      middle('cpuS').toFixed(2),
    ];
  });
  const notes = [
    'Three nodes, one topic of 6 partitions, RF 3, page cache. 32 MiB in records of 1 KiB are written right before the',
    'processes end; seconds count from the start of the first process. Ready: every node is registered and every group',
    'shard has a coordinator. In sync: every replica is, and a record to each partition has been acknowledged. Read:',
    'by then, from files (the page cache too) and sockets, by the node that read most, some 3 MiB of it its own',
    'program. `stop-cluster` and `kill-cluster` start all eight processes on the same cores.',
  ];
  return {
    markdown: `${markdownTable(header, rows)}\n\n${notes.join('\n')}`,
    data: { results: results.map(({ part, ...rest }) => ({ part: part.id, ...rest })) },
    missed: [],
  };
}
