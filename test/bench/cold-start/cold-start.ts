import { join } from 'node:path';
import type { Bar } from '../contest/bar.ts';
import { weirName } from '../contest/bar.ts';
import { runContest } from '../contest/contest.ts';
import type { Variant } from '../contest/contestant.ts';
import type { Figure, Figures } from '../contest/figure.ts';
import { FreshContestant } from '../contest/fresh-contestant.ts';
import { runPeerOperation } from '../peers/run-peer-operation.ts';
import { weirVersion } from '../weir/weir-version.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { measureColdStart } from './weir-cold-start.ts';

interface ColdStartCase extends Variant {
  readonly nodes: number;
}

const variants: readonly ColdStartCase[] = [
  { id: 'one-node', what: 'one node', nodes: 1 },
  { id: 'cluster', what: 'three-node cluster, RF 3', nodes: 3 },
];

const firstAck: Figure = {
  id: 'firstAckMs',
  what: 'first acknowledged record',
  unit: 'ms',
  better: 'lower',
};

const bars: readonly Bar[] = variants.map(({ id }) => ({
  variant: id,
  figure: firstAck.id,
  against: { peer: 'kafka' },
  limit: { atMost: 0.3 },
}));

const notes = [
  'From the spawning of the first server process to the first acknowledged record of a topic that is created',
  'meanwhile, by a client process that runs before the servers and tries every 20 ms. Weir starts with no data',
  'directory, one node is its standalone system, the cluster is Redis, two controllers, three storage nodes and',
  'two coordinators, with default settings (fsync); Kafka starts with storage that has been formatted. The page',
  'cache is warm: each is started once before. One node has one replica, the cluster three.',
];

/** How long a user waits from nothing to the first acknowledged record. */
export const coldStart: Workload = {
  summary: 'from the first server process to the first acknowledged record, one node and a cluster',
  repeats: 'pairs',
  defaultTrials: 5,
  parts: variants.map(({ id }) => id),
  run: runColdStart,
};

async function runColdStart(options: WorkloadOptions): Promise<WorkloadReport> {
  const contestants = [
    new FreshContestant<ColdStartCase>({
      name: weirName,
      readVersion: weirVersion,
      warmsUp: true,
      measure: ({ id, nodes }, trial) =>
        measureColdStart({
          nodes,
          directory: join(options.directory, `${id}-${trial}`),
          signal: options.signal,
        }),
    }),
    ...(options.peers.includes('kafka') ? [kafkaContestant(options.signal)] : []),
  ];
  return runContest({ variants, figures: [firstAck], bars, notes, contestants }, options);
}

function kafkaContestant(signal: AbortSignal): FreshContestant<ColdStartCase> {
  return new FreshContestant({
    name: 'kafka',
    readVersion: () => runPeerOperation<string>({ operation: 'version', arguments: {} }, signal),
    warmsUp: true,
    measure: ({ nodes }) => {
      const request = { operation: 'cold_start', arguments: { nodes } };
      return runPeerOperation<Figures>(request, signal);
    },
  });
}
