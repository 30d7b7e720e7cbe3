import { setTimeout as wait } from 'node:timers/promises';
import type { Admin, Weir } from '@weir/client';
import { findStoredTwice } from '../../harness/checkers/no-duplicates.ts';
import { findLost } from '../../harness/checkers/no-loss.ts';
import { eventually } from '../../harness/eventually.ts';
import type { LocalCluster } from '../../harness/local-cluster.ts';
import { PacedProducer } from '../../harness/paced-producer.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { type IdleUsage, watchIdle } from '../contest/idle-usage.ts';
import { readProcessUsage, type ServerProcess } from '../contest/process-usage.ts';
import { serversOf } from '../weir/servers-of.ts';

const oneMore = 'one-more';
const intervalMs = 5;
const beforeKillMs = 3_000;
const afterKillMs = 4_000;
const recoveryTimeoutMs = 60_000;
const creationTimeoutMs = 120_000;
const recordBytes = 100;

/** How large a trial is, and how long it looks at what rests. */
export interface ManyPartitionsPlan {
  readonly topics: number;
  readonly partitionsPerTopic: number;
  /** From the last acknowledgement until CPU is looked at. */
  readonly settleMs: number;
  readonly idleMs: number;
}

/** What one trial measured. */
export interface ManyPartitionsTrial extends Creation {
  /** Of each process of the cluster. */
  readonly idle: readonly IdleUsage[];
  /** Partitions that each node led before one was killed, by node id. */
  readonly ledByNode: Readonly<Record<number, number>>;
  readonly killed: number;
  /** Longest time between two acknowledgements from the kill on. */
  readonly gapMs: number;
}

interface Creation {
  /** Until the last topic's creation was answered. */
  readonly answeredS: number;
  /** Until every partition had all its replicas in sync, by the controller's word. */
  readonly inSyncS: number;
  /** Until a record to each partition was acknowledged. */
  readonly acknowledgedS: number;
  /** Of the storage nodes, for all of that. */
  readonly creationCpuS: number;
  /** Partitions whose in-sync set was no longer full when the records had been acknowledged. */
  readonly behind: number;
}

/** What a trial works on: a fresh cluster that is ready. */
export interface ManyPartitionsSetting {
  readonly cluster: LocalCluster;
  readonly weir: Weir;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Creates the partitions, looks at what they cost, and kills a node that leads a third of them. */
export async function runManyPartitionsTrial(
  setting: ManyPartitionsSetting,
  plan: ManyPartitionsPlan,
): Promise<ManyPartitionsTrial> {
  const { cluster, weir, signal, progress } = setting;
  const servers = serversOf(cluster);
  const created = await create(weir, plan, servers);
  progress(describeCreation(created));
  await wait(plan.settleMs, undefined, { signal });
  const idle = await watchIdle(servers, plan.idleMs, signal);
  progress(describeIdle(idle.filter(({ isNode }) => isNode)));
  return { ...created, idle, ...(await killALeader(setting, topicNames(plan))) };
}

function describeCreation(creation: Creation): string {
  const { answeredS, inSyncS, acknowledgedS, creationCpuS, behind } = creation;
  return [
    `created after ${answeredS.toFixed(1)} s`,
    `in sync after ${inSyncS.toFixed(1)} s`,
    `acknowledged after ${acknowledgedS.toFixed(1)} s`,
    `CPU of the nodes ${creationCpuS.toFixed(1)} s`,
    `${behind} in-sync sets have shrunk`,
  ].join(', ');
}

function describeIdle(nodes: readonly IdleUsage[]): string {
  const cpu = nodes.map(({ cpuPercent }) => cpuPercent.toFixed(1)).join(', ');
  const memory = nodes.map(({ rssMib }) => Math.round(rssMib)).join(', ');
  return `nodes at rest: ${cpu} % of a core, ${memory} MiB`;
}

function topicNames({ topics }: ManyPartitionsPlan): string[] {
  return Array.from({ length: topics }, (_, index) => `many-${index}`);
}

/** As the peer does it: topic after topic, then a look at each, then a record to each partition. */
async function create(
  weir: Weir,
  plan: ManyPartitionsPlan,
  servers: readonly ServerProcess[],
): Promise<Creation> {
  const admin = weir.admin();
  const names = topicNames(plan);
  const cpuBefore = await nodeCpuSeconds(servers);
  const startedAtMs = performance.now();
  const elapsedS = (): number => (performance.now() - startedAtMs) / 1_000;
  for (const name of names) {
    await admin.createTopic({ name, partitions: plan.partitionsPerTopic, replicationFactor: 3 });
  }
  const answeredS = elapsedS();
  for (const name of names) await whenInSync(admin, name, creationTimeoutMs);
  const inSyncS = elapsedS();
  await sendToEach(weir, plan);
  const acknowledgedS = elapsedS();
  const creationCpuS = (await nodeCpuSeconds(servers)) - cpuBefore;
  const behind = await countBehind(admin, names);
  for (const name of names) await whenInSync(admin, name, creationTimeoutMs);
  return { answeredS, inSyncS, acknowledgedS, creationCpuS, behind };
}

async function nodeCpuSeconds(servers: readonly ServerProcess[]): Promise<number> {
  const nodes = servers.filter(({ isNode }) => isNode);
  const usages = await Promise.all(nodes.map(({ pid }) => readProcessUsage(pid)));
  return usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

/** How many partitions have lost a replica from the set that it was counted in. */
async function countBehind(admin: Admin, topics: readonly string[]): Promise<number> {
  let count = 0;
  for (const name of topics) {
    const { topic } = await admin.describeTopic(name);
    count += topic.partitions.filter(({ inSyncReplicas }) => inSyncReplicas.length < 3).length;
  }
  return count;
}

async function sendToEach(weir: Weir, plan: ManyPartitionsPlan): Promise<void> {
  await using producer = weir.producer();
  const value = Buffer.alloc(recordBytes);
  const records = topicNames(plan).flatMap((topic) =>
    Array.from({ length: plan.partitionsPerTopic }, (_, partition) => ({
      topic,
      partition,
      value,
    })),
  );
  await producer.sendMany(records);
}

/** One partition more on the node that leads most, a record each 5 ms, and that node's death. */
async function killALeader(
  { cluster, weir, signal, progress }: ManyPartitionsSetting,
  others: readonly string[],
): Promise<Pick<ManyPartitionsTrial, 'ledByNode' | 'killed' | 'gapMs'>> {
  const admin = weir.admin();
  const ledByNode = await countLed(admin, others);
  const killed = busiestOf(ledByNode);
  const replicas = [killed, ...[1, 2, 3].filter((node) => node !== killed)];
  await admin.createTopic({ name: oneMore, assignments: [replicas] });
  await whenInSync(admin, oneMore);
  await using producer = weir.producer();
  using load = new PacedProducer({ producer, topic: oneMore, name: 'r', intervalMs });
  load.start();
  await wait(beforeKillMs, undefined, { signal });
  const killedAtMs = performance.now();
  cluster.node(killed).process.signal('SIGKILL');
  await wait(afterKillMs, undefined, { signal });
  await eventually(() => load.acknowledgedSince(performance.now() - intervalMs * 10) > 0, {
    timeoutMs: recoveryTimeoutMs,
    what: 'An acknowledgement after the kill',
  });
  const gapMs = load.longestGapMs(killedAtMs, performance.now());
  await load.stop();
  await requireAll(weir, load);
  progress(`gap ${Math.round(gapMs)} ms when node ${killed} died, which led ${ledByNode[killed]}`);
  return { ledByNode, killed, gapMs };
}

/** Throws when a record failed, was lost, or is there twice. */
async function requireAll(weir: Weir, load: PacedProducer): Promise<void> {
  const [refused] = load.refused;
  if (refused !== undefined) throw new Error(`${refused.code}: ${refused.message}`);
  const stored: string[] = [];
  await using consumer = weir.consumer({ topics: [load.topic] });
  for await (const record of consumer.records({ untilEnd: true })) stored.push(record.text() ?? '');
  const sent = load.sent.map(({ value }) => value);
  const lost = findLost(sent, stored).length;
  const twice = findStoredTwice(sent, stored).length;
  if (lost + twice > 0) throw new Error(`${lost} records are lost, ${twice} are there twice`);
}

async function countLed(admin: Admin, topics: readonly string[]): Promise<Record<number, number>> {
  const led: Record<number, number> = { 1: 0, 2: 0, 3: 0 };
  for (const name of topics) {
    const { topic } = await admin.describeTopic(name);
    for (const { leader = -1 } of topic.partitions) led[leader] = (led[leader] ?? 0) + 1;
  }
  return led;
}

/** The node that leads most. */
export function busiestOf(ledByNode: Readonly<Record<number, number>>): number {
  const [busiest] = Object.entries(ledByNode).toSorted(([, left], [, right]) => right - left);
  return Number(busiest?.[0]);
}
