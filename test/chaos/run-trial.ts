import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Weir } from '@weir/client';
import type { SeenRecord } from '../harness/history.ts';
import { LocalCluster } from '../harness/local-cluster.ts';
import { readReplicaLog } from '../harness/read-replica-log.ts';
import { takeRedisSnapshot } from '../harness/redis-snapshot.ts';
import { SmallDisk } from '../harness/small-disk.ts';
import { whenInSync } from '../harness/when-in-sync.ts';
import type { ChaosFault } from './chaos-fault.ts';
import { ChaosLoad } from './chaos-load.ts';
import type { ChaosWorkload } from './chaos-workload.ts';
import { judge, type ReplicaOnDisk } from '../harness/judge.ts';
import type { Scene } from './scene.ts';

const topic = 'chaos';
const partitions = 6;
const steadyMs = 1_000;
const smallDiskMebibytes = 64;

/** One cell of the matrix, once. */
export interface TrialOptions {
  readonly fault: ChaosFault;
  readonly workload: ChaosWorkload;
  /** How long the fault lasts. */
  readonly faultMs: number;
  /** How long each step of the recovery may take. */
  readonly patienceMs: number;
  /** An empty directory of its own. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** What came of a trial. */
export interface TrialResult {
  readonly anomalies: readonly string[];
  readonly acknowledged: number;
  readonly delivered: number;
  /** The longest time for which some partition acknowledged nothing, before the fault. */
  readonly steadyGapMs: number;
  /** The same from the fault until all is whole again. */
  readonly gapMs: number;
}

/** What a trial learns while the cluster runs. */
interface Outcome {
  readonly load: ChaosLoad;
  readonly topicId: string;
  readonly replicas: readonly { readonly partition: number; readonly nodes: readonly number[] }[];
  readonly stored: readonly SeenRecord[];
  readonly steadyGapMs: number;
  readonly gapMs: number;
}

/** Runs a cluster and its load through one fault, and judges what clients saw and the disks hold. */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { fault, directory, patienceMs } = options;
  // Released in the opposite order: the cluster has stopped before its disk goes.
  await using stack = new AsyncDisposableStack();
  const smallDisk =
    fault.environment === 'small-disk'
      ? stack.use(await SmallDisk.mount(join(directory, 'storage-node-1'), smallDiskMebibytes))
      : undefined;
  const isProxied = fault.environment === 'proxied';
  const cluster = stack.use(new LocalCluster({ directory, isProxied }));
  await cluster.start();
  await cluster.whenReady(patienceMs);
  const outcome = await runUnderLoad(options, cluster, smallDisk);
  await cluster.stop();

  const { load } = outcome;
  const history = {
    topic,
    sent: load.producers.flatMap(({ sent }) => sent),
    acknowledged: load.acknowledged,
    refused: load.producers.flatMap(({ refused }) => refused),
    delivered: load.delivered,
    memberFailures: load.members.flatMap(({ failure }) => failure ?? []),
    stored: outcome.stored,
    replicas: await readReplicas(cluster, outcome),
  };
  return {
    anomalies: judge(history, fault),
    acknowledged: history.acknowledged.length,
    delivered: history.delivered.length,
    steadyGapMs: outcome.steadyGapMs,
    gapMs: outcome.gapMs,
  };
}

async function runUnderLoad(
  { fault, workload, faultMs, patienceMs, directory, signal }: TrialOptions,
  cluster: LocalCluster,
  smallDisk: SmallDisk | undefined,
): Promise<Outcome> {
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  const admin = weir.admin();
  const redis = cluster.member('redis');
  const oldRedis = await takeRedisSnapshot(redis, join(directory, 'old-redis'));
  const { configs } = workload;
  await admin.createTopic({ name: topic, partitions, replicationFactor: 3, configs });
  await whenInSync(admin, topic);
  const note = (line: string): Promise<void> =>
    appendFile(join(directory, 'nemesis.log'), `${Date.now()} ${line}\n`);
  const scene: Scene = { cluster, admin, topic, oldRedis, smallDisk, note };

  await using load = new ChaosLoad({
    bootstrap: cluster.bootstrap,
    topic,
    partitions,
    patienceMs,
  });
  await load.start();
  const steadyFromMs = performance.now();
  await wait(steadyMs, undefined, { signal });

  const faultAtMs = performance.now();
  await note(`begin ${fault.name}`);
  const undo = await fault.begin(scene);
  await wait(Math.max(0, faultAtMs + faultMs - performance.now()), undefined, { signal });
  await note('undo');
  await undo();
  await load.whenFlowing(performance.now());
  await cluster.whenReady(patienceMs);
  await whenInSync(admin, topic, patienceMs);
  const wholeAtMs = performance.now();
  await note('whole');
  await wait(steadyMs, undefined, { signal });

  await load.finishSending();
  await load.finishReading();
  const { topic: described } = await admin.describeTopic(topic);
  return {
    load,
    topicId: described.topicId,
    replicas: described.partitions.map(({ partition, assignedReplicas }) => ({
      partition,
      nodes: assignedReplicas,
    })),
    stored: await readAll(weir),
    steadyGapMs: load.longestGapMs(steadyFromMs, faultAtMs),
    gapMs: load.longestGapMs(faultAtMs, wholeAtMs),
  };
}

async function readAll(weir: Weir): Promise<SeenRecord[]> {
  const stored: SeenRecord[] = [];
  await using consumer = weir.consumer({ topics: [topic] });
  for await (const record of consumer.records({ untilEnd: true })) {
    const { partition, offset } = record;
    stored.push({ topic, partition, offset, key: record.keyText(), value: record.text() });
  }
  return stored;
}

async function readReplicas(cluster: LocalCluster, outcome: Outcome): Promise<ReplicaOnDisk[]> {
  const { topicId, replicas } = outcome;
  const places = replicas.flatMap(({ partition, nodes }) =>
    nodes.map((nodeId) => ({ partition, member: cluster.node(nodeId) })),
  );
  return Promise.all(
    places.map(async ({ partition, member: { name: node, dataDir = '' } }) => {
      try {
        const log = await readReplicaLog({ dataDir, topic, topicId, partition });
        return { node, partition, log, damage: undefined };
      } catch (error) {
        return { node, partition, log: undefined, damage: String(error) };
      }
    }),
  );
}
