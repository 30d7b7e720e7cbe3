import { Weir } from '@weir/client';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { profileArgs } from '../weir/profile-args.ts';
import { removeData } from '../weir/remove-data.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { type GrowthDimension, growthDimensions, type GrowthSetting } from './growth-dimensions.ts';
import { type GrowthResult, toReport } from './growth-report.ts';
import { type GrowthSample, measureLoad } from './growth-step.ts';

const notes = [
  'Three nodes, records of 1 KiB, RF 3, page cache, 6 partitions but where they are what grows; closed loop: as fast as',
  'the one client process can. Every size has the same records: 300,000 that producers share, or 1,000,000 that are',
  'delivered to consumers, each of which reads a topic of its share to its end. All clients are in one process, with',
  'connections of their own, which are made before; that a consumer opens its streams is counted. CPU is that of all',
  'servers while the load works. Medians of the trials. 100 GiB retained need 300 GiB of disk: not measured.',
];

/** What a record costs as partitions, clients and data grow. */
export const growth: Workload = {
  summary: 'cost of a record from 1 to 3,000 partitions, 1 to 1,000 clients, 1 to 10 GiB retained',
  repeats: 'trials',
  defaultTrials: 3,
  parts: growthDimensions.map(({ id }) => id),
  run: runGrowth,
};

async function runGrowth(options: WorkloadOptions): Promise<WorkloadReport> {
  const nodeArgs = profileArgs(options.profileDirectory);
  await using stack = new AsyncDisposableStack();
  const cluster = new LocalCluster({ directory: options.directory, nodeArgs });
  stack.defer(() => removeData(cluster));
  stack.use(cluster);
  await cluster.start();
  await cluster.whenReady();
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  const results: GrowthResult[] = [];
  for (const dimension of growthDimensions) {
    if (options.only?.includes(dimension.id) === false) continue;
    results.push(...(await growDimension({ cluster, weir, options }, dimension)));
  }
  return toReport(results, notes);
}

/** The first trial of the first size is thrown away: it warms the servers up. */
async function growDimension(
  setting: GrowthSetting,
  dimension: GrowthDimension,
): Promise<GrowthResult[]> {
  const { cluster, options } = setting;
  const results: GrowthResult[] = [];
  for (const size of dimension.sizes) {
    const load = await dimension.prepare(setting, size);
    const samples: GrowthSample[] = [];
    if (results.length === 0) await measureLoad(cluster, load, options.signal);
    for (let trial = 1; trial <= options.trials; trial += 1) {
      options.signal.throwIfAborted();
      const sample = await measureLoad(cluster, load, options.signal);
      samples.push(sample);
      options.progress(`${size} ${dimension.what}, trial ${trial}: ${describe(sample)}`);
    }
    await dimension.clear?.(setting, load);
    results.push({ dimension, size, samples });
  }
  return results;
}

function describe({ recordsPerSecond, cpuMicrosecondsPerRecord }: GrowthSample): string {
  const rate = Math.round(recordsPerSecond).toLocaleString('en');
  return `${rate} records/s, ${cpuMicrosecondsPerRecord.toFixed(1)} µs of server CPU a record`;
}
