import type { Bar } from '../contest/bar.ts';
import { runContest } from '../contest/contest.ts';
import type { Figure } from '../contest/figure.ts';
import type { LoadSystem } from '../contests/load-system.ts';
import { PeerSystem } from '../peers/peer-system.ts';
import { WeirSystem } from '../weir/weir-system.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { IdleContestant, type IdleCase } from './idle-contestant.ts';

const nodes = 3;

const variant: IdleCase = {
  id: 'idle',
  what: '6 partitions, RF 3, after a load',
  settleMs: 20_000,
  watchMs: 30_000,
  records: 200_000,
};

const figures: readonly Figure[] = [
  { id: 'nodeRssMib', what: 'RSS of the largest node', unit: 'MiB', better: 'lower' },
  {
    id: 'nodeIdleCpuPercent',
    what: 'CPU of the busiest node',
    unit: '% of a core',
    better: 'lower',
  },
  { id: 'serversRssMib', what: 'RSS of all servers', unit: 'MiB', better: 'lower' },
  { id: 'serversIdleCpuPercent', what: 'CPU of all servers', unit: '% of a core', better: 'lower' },
];

const bars: readonly Bar[] = [
  { figure: 'nodeRssMib', against: { peer: 'kafka' }, limit: { atMost: 0.3 } },
  { figure: 'nodeIdleCpuPercent', limit: { atMost: 1 } },
].map((bar) => ({ ...bar, variant: variant.id }));

const notes = [
  'Three nodes, 6 partitions with replication factor 3. 200,000 records of 1 KiB are produced once; then nothing is',
  'asked of the servers. Each pair watches them for 30 s, one system after the other, the first after 20 s of rest;',
  'all systems are up meanwhile. RSS is that at the end. All servers: with Redis, controllers and coordinators.',
];

/** What a cluster uses that nobody uses. */
export const idle: Workload = {
  summary: 'memory and CPU of a cluster without load, 6 partitions, RF 3',
  repeats: 'pairs',
  defaultTrials: 5,
  parts: [variant.id],
  run: runIdle,
};

async function runIdle(options: WorkloadOptions): Promise<WorkloadReport> {
  const systems: LoadSystem[] = [
    new WeirSystem({ nodes, gateways: 0 }, options),
    ...options.peers.map((peer) => new PeerSystem(peer, nodes, options)),
  ];
  const { scale, signal } = options;
  const scaled = {
    ...variant,
    settleMs: variant.settleMs * scale,
    watchMs: variant.watchMs * scale,
    records: Math.ceil(variant.records * scale),
  };
  const contestants = systems.map((system) => new IdleContestant(system, signal));
  return runContest({ variants: [scaled], figures, bars, notes, contestants }, options);
}
