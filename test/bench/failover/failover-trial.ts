import { setTimeout as wait } from 'node:timers/promises';
import type { Admin, Weir } from '@weir/client';
import { findStoredTwice } from '../../harness/checkers/no-duplicates.ts';
import { findLost } from '../../harness/checkers/no-loss.ts';
import { eventually } from '../../harness/eventually.ts';
import type { LocalCluster } from '../../harness/local-cluster.ts';
import { PacedProducer } from '../../harness/paced-producer.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { copyRedis, type FailoverFault, findCast } from './failover-faults.ts';

const sendIntervalMs = 5;
const warmUpMs = 500;
const steadyMs = 1_000;
/** Long enough for what a fault sets off late: leases of a second, sessions of two. */
const faultMs = 4_000;
const recoveryTimeoutMs = 60_000;

/** What one trial measured. */
export interface FailoverTrial {
  /** Longest gap in the second before the fault. */
  readonly steadyGapMs: number;
  /** Longest gap from the fault until the victim is brought back. */
  readonly gapMs: number;
  /** Longest gap from then on until all replicas are in sync. */
  readonly returnGapMs: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicates: number;
  /** What the producer's caller saw. */
  readonly errors: readonly string[];
}

/** What all trials of a run share. */
export interface FailoverSetting {
  readonly cluster: LocalCluster;
  readonly weir: Weir;
  readonly signal: AbortSignal;
}

/** Runs one fault against a topic of its own, and waits until the cluster is whole again. */
export async function runFailoverTrial(
  setting: FailoverSetting,
  fault: FailoverFault,
  topic: string,
): Promise<FailoverTrial> {
  const { cluster, weir, signal } = setting;
  const admin = weir.admin();
  const oldRedis = await copyRedis(cluster);
  await admin.createTopic({ name: topic, partitions: 1, replicationFactor: 3 });
  await whenInSync(admin, topic);
  const cast = { ...(await findCast(cluster, admin, topic)), oldRedis };

  await using producer = weir.producer();
  const load = new PacedProducer({ producer, topic, name: 'r', intervalMs: sendIntervalMs });
  load.start();
  try {
    await wait(warmUpMs, undefined, { signal });
    const steadyFromMs = performance.now();
    await wait(steadyMs, undefined, { signal });
    const faultAtMs = performance.now();
    await fault.act(cast);
    await whenAcknowledgedAgain(load, faultAtMs, signal);
    const undoAtMs = performance.now();
    await fault.undo?.(cast);
    await whenWhole(cluster, admin, topic);
    const endMs = performance.now();
    await load.stop();
    return {
      steadyGapMs: load.longestGapMs(steadyFromMs, faultAtMs),
      gapMs: load.longestGapMs(faultAtMs, undoAtMs),
      returnGapMs: load.longestGapMs(undoAtMs, endMs),
      ...(await judge(load, weir)),
    };
  } finally {
    await load.stop();
    await admin.deleteTopic(topic);
  }
}

/** The whole time that a fault is watched for, and longer when nothing is acknowledged yet. */
async function whenAcknowledgedAgain(
  load: PacedProducer,
  faultAtMs: number,
  signal: AbortSignal,
): Promise<void> {
  await wait(Math.max(0, faultAtMs + faultMs - performance.now()), undefined, { signal });
  await eventually(() => load.acknowledgedSince(performance.now() - sendIntervalMs * 10) > 0, {
    timeoutMs: recoveryTimeoutMs,
    what: 'An acknowledgement after the fault',
  });
}

async function whenWhole(cluster: LocalCluster, admin: Admin, topic: string): Promise<void> {
  await cluster.whenReady(recoveryTimeoutMs);
  await whenInSync(admin, topic, recoveryTimeoutMs);
}

async function judge(
  load: PacedProducer,
  weir: Weir,
): Promise<Pick<FailoverTrial, 'acknowledged' | 'lost' | 'duplicates' | 'errors'>> {
  const stored: string[] = [];
  await using consumer = weir.consumer({ topics: [load.topic] });
  for await (const record of consumer.records({ untilEnd: true })) stored.push(record.text() ?? '');
  const acknowledged = load.acknowledged.map(({ value }) => value);
  const sent = load.sent.map(({ value }) => value);
  return {
    acknowledged: acknowledged.length,
    lost: findLost(acknowledged, stored).length,
    duplicates: findStoredTwice(sent, stored).length,
    errors: load.refused.map(({ code, message }) => `${code}: ${message}`),
  };
}
