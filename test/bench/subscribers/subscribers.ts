import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Weir } from '@weir/client';
import type { SubscribeOpenInput } from '@weir/protos';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { type Bar, weirName } from '../contest/bar.ts';
import { runContest } from '../contest/contest.ts';
import type { Variant } from '../contest/contestant.ts';
import type { Figure, Figures } from '../contest/figure.ts';
import { FreshContestant } from '../contest/fresh-contestant.ts';
import { readProcessUsage } from '../contest/process-usage.ts';
import { profileArgs } from '../weir/profile-args.ts';
import { weirVersion } from '../weir/weir-version.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { Crowd } from './crowd.ts';

/** Who subscribes to what. */
interface SubscribersCase extends Variant {
  readonly topic: { readonly name: string; readonly partitions: number };
  readonly groupOf: (index: number) => string;
}

const subscribers = 1_000;
/** Come and go before, so that what is compiled and allocated once is not counted. */
const warmUps = 50;
const settleMs = 15_000;
const watchMs = 10_000;
const creditBytes = 1_000_000;

const variants: readonly SubscribersCase[] = [
  {
    id: 'alone',
    what: 'groups of one, 1 partition',
    topic: { name: 'narrow', partitions: 1 },
    groupOf: (index) => `alone-${index}`,
  },
  {
    id: 'spread',
    what: 'groups of one, 3 partitions of 3 leaders',
    topic: { name: 'spread', partitions: 3 },
    groupOf: (index) => `spread-${index}`,
  },
  {
    id: 'crowd',
    // A group has 499 members at most.
    what: '3 groups that share 1,000 partitions each',
    topic: { name: 'wide', partitions: 1_000 },
    groupOf: (index) => `crowd-${index % 3}`,
  },
];

const figures: readonly Figure[] = [
  { id: 'eachKib', what: 'memory of the gateway for each', unit: 'KiB', better: 'lower' },
  { id: 'beforeMib', what: 'RSS of the gateway before', unit: 'MiB', better: 'lower' },
  { id: 'cpuPercent', what: 'CPU of the gateway', unit: '% of a core', better: 'lower' },
];

const bars: readonly Bar[] = variants.map(({ id }) => ({
  variant: id,
  figure: 'eachKib',
  limit: { atMost: 100 },
}));

const notes = [
  '1,000 subscribers of one gateway, 100 over each connection, that have nothing to read. Memory is that of the',
  'gateway process (RSS) 15 s after the last one came, less that 15 s after 50 others had come and gone, divided by',
  'their number; CPU that of the 10 s after. A fresh cluster for each measurement.',
];

/** What subscribers cost that have nothing to read. */
export const idleSubscribers: Workload = {
  summary: 'memory of a gateway for each of 1,000 idle subscribers',
  repeats: 'pairs',
  defaultTrials: 3,
  defaultPeers: [],
  parts: variants.map(({ id }) => id),
  run: runSubscribers,
};

async function runSubscribers(options: WorkloadOptions): Promise<WorkloadReport> {
  const contestant = new FreshContestant<SubscribersCase>({
    name: weirName,
    readVersion: weirVersion,
    warmsUp: false,
    measure: (variant, trial) => measure(variant, trial, options),
  });
  return runContest({ variants, figures, bars, notes, contestants: [contestant] }, options);
}

async function measure(
  { id, topic, groupOf }: SubscribersCase,
  trial: string,
  { directory, scale, profileDirectory, signal }: WorkloadOptions,
): Promise<Figures> {
  await using cluster = new LocalCluster({
    directory: join(directory, `${id}-${trial}`),
    gateways: 1,
    nodeArgs: profileArgs(profileDirectory),
  });
  await cluster.start();
  await cluster.whenReady();
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  await weir.admin().createTopic(topic);
  const { address, process: child } = cluster.member('gateway-1');
  const usage = () => readProcessUsage(child.pid ?? 0);
  const opens = (count: number, prefix: string): SubscribeOpenInput[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ topics: [topic.name], creditBytes, groupId: `${prefix}${groupOf(index)}` },
    }));

  const early = new Crowd();
  await early.open(address, opens(warmUps, 'early-'));
  await early.close();
  await wait(settleMs * scale, undefined, { signal });
  const before = await usage();
  const crowd = new Crowd();
  const count = Math.ceil(subscribers * scale);
  await crowd.open(address, opens(count, ''));
  await wait(settleMs * scale, undefined, { signal });
  const after = await usage();
  await wait(watchMs * scale, undefined, { signal });
  const later = await usage();
  await crowd.close();
  return {
    eachKib: ((after.rssMib - before.rssMib) * 1_024) / count,
    beforeMib: before.rssMib,
    cpuPercent: ((later.cpuSeconds - after.cpuSeconds) / ((watchMs * scale) / 1_000)) * 100,
  };
}
