import { join } from 'node:path';
import { Weir } from '@weir/client';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { type Bar, weirName } from '../contest/bar.ts';
import { runContest } from '../contest/contest.ts';
import type { Variant } from '../contest/contestant.ts';
import type { Figure, Figures } from '../contest/figure.ts';
import { FreshContestant } from '../contest/fresh-contestant.ts';
import { summarizeIdle } from '../contest/idle-usage.ts';
import { runPeerOperation } from '../peers/run-peer-operation.ts';
import { profileArgs } from '../weir/profile-args.ts';
import { weirVersion } from '../weir/weir-version.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { type ManyPartitionsPlan, runManyPartitionsTrial } from './many-partitions-trial.ts';

const variant: Variant = { id: 'many-partitions', what: '3,000 partitions, RF 3' };

const fullPlan: ManyPartitionsPlan = {
  topics: 30,
  partitionsPerTopic: 100,
  settleMs: 20_000,
  idleMs: 15_000,
};

const figures: readonly Figure[] = [
  { id: 'answeredS', what: 'creation answered', unit: 's' },
  { id: 'inSyncS', what: 'all in-sync sets full', unit: 's' },
  { id: 'acknowledgedS', what: 'a record to each acknowledged', unit: 's' },
  { id: 'behind', what: 'in-sync sets that have shrunk by then', unit: '' },
  { id: 'creationCpuS', what: 'CPU of the nodes for that', unit: 's' },
  { id: 'nodeRssMib', what: 'RSS of the largest node', unit: 'MiB' },
  { id: 'nodeIdleCpuPercent', what: 'idle CPU of the busiest node', unit: '% of a core' },
  { id: 'serversRssMib', what: 'RSS of all servers', unit: 'MiB' },
  { id: 'serversIdleCpuPercent', what: 'idle CPU of all servers', unit: '% of a core' },
  { id: 'ledByKilled', what: 'led by the node that is killed', unit: '' },
  { id: 'gapMs', what: 'longest gap when it dies', unit: 'ms' },
].map((figure) => ({ ...figure, better: 'lower' }));

const bars: readonly Bar[] = [
  { figure: 'inSyncS', limit: { atMost: 10 } },
  { figure: 'nodeRssMib', limit: { atMost: 0.5 }, against: { peer: 'kafka' } },
  { figure: 'nodeIdleCpuPercent', limit: { atMost: 2 } },
  { figure: 'gapMs', limit: { atMost: 1_500 } },
].map((bar) => ({ ...bar, variant: variant.id }));

const notes = [
  '30 topics of 100 partitions with replication factor 3 are created one after the other by one client; then one',
  'record of 100 B goes to each partition. Seconds are counted from the first creation. Full in-sync sets are those',
  "that the controller (Kafka: one broker's metadata) tells; they are looked at again after the records. Memory is",
  'that after, CPU that of 20 to 35 s after the last acknowledgement, without load. Then a record each 5 ms goes to',
  'one partition more, its leader (of Weir the one that leads most) is killed, and nothing may be lost or doubled.',
  'Every trial is a fresh cluster with default settings; for Weir that is fsync before each acknowledgement.',
];

/** What thousands of partitions cost that are hardly used. */
export const manyPartitions: Workload = {
  summary:
    '3,000 partitions, RF 3: creation, memory, idle CPU, failover of a node that leads a third',
  repeats: 'pairs',
  defaultTrials: 5,
  parts: [variant.id],
  run: runManyPartitions,
};

async function runManyPartitions(options: WorkloadOptions): Promise<WorkloadReport> {
  const plan = scalePlan(fullPlan, options.scale);
  const contestants = [
    new FreshContestant({
      name: weirName,
      readVersion: weirVersion,
      warmsUp: false,
      measure: (_variant, trial) => measureWeir(plan, trial, options),
    }),
    ...(options.peers.includes('kafka') ? [kafkaContestant(plan, options.signal)] : []),
  ];
  return runContest({ variants: [variant], figures, bars, notes, contestants }, options);
}

/** Fewer topics, and shorter looks, by a share. */
export function scalePlan(plan: ManyPartitionsPlan, scale: number): ManyPartitionsPlan {
  return {
    ...plan,
    topics: Math.ceil(plan.topics * scale),
    settleMs: plan.settleMs * scale,
    idleMs: plan.idleMs * scale,
  };
}

async function measureWeir(
  plan: ManyPartitionsPlan,
  trial: string,
  options: WorkloadOptions,
): Promise<Figures> {
  const { signal, progress } = options;
  const directory = join(options.directory, trial);
  const nodeArgs = profileArgs(options.profileDirectory);
  await using cluster = new LocalCluster({ directory, nodeArgs });
  await cluster.start();
  await cluster.whenReady();
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  const found = await runManyPartitionsTrial({ cluster, weir, signal, progress }, plan);
  const { answeredS, inSyncS, acknowledgedS, creationCpuS, behind, gapMs } = found;
  const ledByKilled = found.ledByNode[found.killed] ?? 0;
  const created = { answeredS, inSyncS, acknowledgedS, creationCpuS, behind };
  return { ...created, ...summarizeIdle(found.idle), ledByKilled, gapMs };
}

function kafkaContestant(plan: ManyPartitionsPlan, signal: AbortSignal): FreshContestant<Variant> {
  const request = {
    operation: 'many_partitions',
    arguments: {
      partitions: plan.topics * plan.partitionsPerTopic,
      settleSeconds: plan.settleMs / 1_000,
      idleSeconds: plan.idleMs / 1_000,
    },
  };
  return new FreshContestant({
    name: 'kafka',
    readVersion: () => runPeerOperation<string>({ operation: 'version', arguments: {} }, signal),
    warmsUp: false,
    measure: () => runPeerOperation<Figures>(request, signal),
  });
}
