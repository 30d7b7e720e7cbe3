import { readFile } from 'node:fs/promises';
import type { Admin, Weir } from '@weir/client';
import { eventually } from '../../harness/eventually.ts';
import type { ClusterMember, LocalCluster } from '../../harness/local-cluster.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { readProcessUsage } from '../contest/process-usage.ts';
import { endedNodes, type RecoveryPart } from './recovery-parts.ts';

const timeoutMs = 120_000;
const bytesPerMebibyte = 1024 * 1024;
/** Written right before the end, so that there is more than the last checkpoint knows. */
const freshRecords = 32_768;
const freshBytes = 1024;

/** The topic that is kept, whole and in sync before and after each trial. */
export interface RetainedTopic {
  readonly name: string;
  readonly partitions: number;
}

/** What a trial works on. */
export interface RecoverySetting {
  readonly cluster: LocalCluster;
  readonly weir: Weir;
  readonly topic: RetainedTopic;
}

/** From the start of the first process; of the nodes that were ended, the one that needed most. */
export interface RecoveryTrial {
  /** Until every storage node is registered, and every group shard has a coordinator. */
  readonly readyS: number;
  /** Until all replicas are in sync, and a record to each partition is acknowledged. */
  readonly inSyncS: number;
  /** Read from files and sockets by then, modules included. */
  readonly readMib: number;
  readonly cpuS: number;
}

/** Ends processes in the middle of a load, starts them again, and waits until all is as before. */
export async function runRecoveryTrial(
  { cluster, weir, topic }: RecoverySetting,
  part: RecoveryPart,
): Promise<RecoveryTrial> {
  const admin = weir.admin();
  await sendFresh(weir, topic);
  const ended = endedNodes(cluster, part);
  await part.end(cluster);
  if (!part.isOfAll) await whenOutOfSync(admin, topic.name);

  const startedAtMs = performance.now();
  const elapsedS = (): number => (performance.now() - startedAtMs) / 1_000;
  if (part.isOfAll) await cluster.start();
  else for (const { process } of ended) process.start();
  await cluster.whenReady(timeoutMs);
  const readyS = elapsedS();
  await whenInSync(admin, topic.name, timeoutMs);
  await sendToEach(weir, topic);
  const inSyncS = elapsedS();
  const used = await Promise.all(ended.map(readUsage));
  return {
    readyS,
    inSyncS,
    readMib: Math.max(...used.map(({ readMib }) => readMib)),
    cpuS: Math.max(...used.map(({ cpuS }) => cpuS)),
  };
}

async function sendFresh(weir: Weir, { name }: RetainedTopic): Promise<void> {
  await using producer = weir.producer();
  const value = Buffer.alloc(freshBytes);
  await producer.sendMany(Array.from({ length: freshRecords }, () => ({ topic: name, value })));
}

async function sendToEach(weir: Weir, { name, partitions }: RetainedTopic): Promise<void> {
  await using producer = weir.producer();
  await producer.sendMany(
    Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition, value: null })),
  );
}

async function whenOutOfSync(admin: Admin, topic: string): Promise<void> {
  await eventually(
    async () => {
      const { partitions } = (await admin.describeTopic(topic)).topic;
      return partitions.every(
        ({ assignedReplicas, inSyncReplicas }) => inSyncReplicas.length < assignedReplicas.length,
      );
    },
    { timeoutMs, what: `In-sync sets of ${topic} without the node` },
  );
}

async function readUsage({ process }: ClusterMember): Promise<{ readMib: number; cpuS: number }> {
  if (process.pid === undefined) throw new Error(`${process.name} ended:\n${process.logTail()}`);
  const io = await readFile(`/proc/${process.pid}/io`, 'utf8');
  const { cpuSeconds } = await readProcessUsage(process.pid);
  return { readMib: parseReadBytes(io) / bytesPerMebibyte, cpuS: cpuSeconds };
}

/** What a /proc/PID/io says of bytes that were read, from the page cache or not. */
export function parseReadBytes(io: string): number {
  return Number(/^rchar: (\d+)$/m.exec(io)?.[1] ?? Number.NaN);
}
