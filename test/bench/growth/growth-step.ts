import type { Weir } from '@weir/client';
import type { LocalCluster } from '../../harness/local-cluster.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { readProcessUsage } from '../contest/process-usage.ts';
import { PhasedLoad, type PhasedLoadKind } from './phased-load.ts';

/** One measurement: a load on a topic. */
export interface GrowthLoad {
  readonly kind: PhasedLoadKind;
  readonly topic: string;
  readonly partitions: number;
  readonly clients: number;
  readonly records: number;
}

/** What one measurement found. */
export interface GrowthSample {
  readonly recordsPerSecond: number;
  /** Of the servers, Redis too, while the load worked. */
  readonly cpuMicrosecondsPerRecord: number;
}

/** Bytes of every record of this workload. */
export const valueBytes = 1024;
const creationTimeoutMs = 120_000;
const partitionsAtOnce = 100;

/** Runs a load in phases against the cluster. */
export async function measureLoad(
  cluster: LocalCluster,
  { kind, ...load }: GrowthLoad,
  signal: AbortSignal,
): Promise<GrowthSample> {
  const { records } = load;
  const options = { ...load, bootstrap: cluster.bootstrap, valueBytes };
  await using process = await PhasedLoad.connect(kind, options, signal);
  const before = await serverCpuSeconds(cluster);
  const { seconds } = await process.work();
  const cpuSeconds = (await serverCpuSeconds(cluster)) - before;
  return {
    recordsPerSecond: records / seconds,
    cpuMicrosecondsPerRecord: (cpuSeconds * 1e6) / records,
  };
}

/** Creates a topic whose replicas are all in sync, a hundred partitions at a time. */
export async function makeTopic(weir: Weir, name: string, partitions: number): Promise<void> {
  const admin = weir.admin();
  let count = Math.min(partitions, partitionsAtOnce);
  await admin.createTopic({
    name,
    partitions: count,
    replicationFactor: 3,
    configs: { 'flush.policy': 'page-cache', 'retention.ms': '-1' },
  });
  while (count < partitions) {
    count = Math.min(partitions, count + partitionsAtOnce);
    await admin.addPartitions(name, count);
  }
  await whenInSync(admin, name, creationTimeoutMs);
}

/** How many records a topic has been given. */
export async function countRecords(
  weir: Weir,
  { topic, partitions }: Pick<GrowthLoad, 'topic' | 'partitions'>,
): Promise<number> {
  const ends = await weir.admin().listOffsets(
    Array.from({ length: partitions }, (_, partition) => {
      return { topic, partition, at: 'latest' } as const;
    }),
  );
  return ends.reduce((total, { offset }) => total + offset, 0);
}

async function serverCpuSeconds(cluster: LocalCluster): Promise<number> {
  const usages = await Promise.all(
    cluster.members.map(({ process }) => readProcessUsage(process.pid ?? -1)),
  );
  return usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}
