import type { Weir } from '@weir/client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { InSyncWatch } from '../harness/in-sync-watch.ts';
import type { ClusterMember, LocalCluster } from '../harness/local-cluster.ts';
import { PacedProducer } from '../harness/paced-producer.ts';
import { postOps, probeOps } from '../harness/post-ops.ts';
import { readValues } from '../harness/read-values.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { whenInSync } from '../harness/when-in-sync.ts';

let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;

beforeAll(async () => {
  started = await startCluster();
  ({ cluster, weir } = started);
  await cluster.whenReady(90_000);
}, 150_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
}, 60_000);

afterEach(async () => {
  for (const node of cluster.byRole('storage-node')) {
    if (node.process.isRunning) await postOps(node, '/drain?cancel');
    else node.process.start();
    await whenReady(node);
  }
}, 60_000);

function whenReady(member: ClusterMember): Promise<boolean> {
  return eventually(() => probeOps(member, 'readyz'), {
    timeoutMs: 60_000,
    what: `${member.name} ready`,
  });
}

async function drain(member: ClusterMember): Promise<void> {
  const answer = await postOps(member, '/drain');
  expect(answer).toEqual({ status: 200, text: 'drained, leads 0 partitions' });
  expect(await probeOps(member, 'readyz')).toBe(false);
}

async function restart(member: ClusterMember): Promise<void> {
  await member.process.kill('SIGTERM');
  member.process.start();
  await whenReady(member);
}

async function createTopic(name: string, partitions: number): Promise<void> {
  await weir.admin().createTopic({ name, partitions, replicationFactor: 3 });
  await whenInSync(weir.admin(), name);
}

it('restarts every node in turn without a failed write, at min.insync.replicas or above', async () => {
  await createTopic('rolled', 6);
  await using watch = new InSyncWatch(weir.admin(), 'rolled');
  await using producer = weir.producer({ acks: 'all' });
  using load = new PacedProducer({ producer, topic: 'rolled', name: 'r', intervalMs: 5 });
  const fromMs = performance.now();
  watch.start();
  load.start();
  for (const node of cluster.byRole('storage-node')) {
    await drain(node);
    watch.beginAnew();
    await restart(node);
    expect(watch.looks).toBeGreaterThan(10);
    expect(watch.fewest).toHaveLength(6);
    expect(watch.fewest.filter(({ inSync }) => inSync < 2)).toEqual([]);
  }
  const toMs = performance.now();
  await load.stop();

  expect(load.refused).toEqual([]);
  expect(load.acknowledged).toHaveLength(load.sent.length);
  expect(load.longestGapMs(fromMs, toMs)).toBeLessThan(5_000);
  const values = await readValues(weir, 'rolled');
  expect(values.toSorted()).toEqual(load.sent.map(({ value }) => value).toSorted());
}, 180_000);

it('makes the second of two drains wait until the first node is back and in sync', async () => {
  await createTopic('queued', 6);
  const [first, second] = cluster.byRole('storage-node');
  if (first === undefined || second === undefined) throw new Error('There are three nodes');
  expect((await postOps(first, '/drain')).status).toBe(200);

  let answer: number | undefined;
  const drained = (async () => {
    answer = (await postOps(second, '/drain')).status;
  })();
  await eventually(() => second.process.logTail(50).includes('waits to drain'));
  await first.process.kill('SIGTERM');
  const { topic } = await weir.admin().describeTopic('queued');
  expect(topic.partitions.filter(({ leader }) => leader === undefined)).toEqual([]);
  expect(answer).toBeUndefined();
  first.process.start();
  await drained;
  expect(answer).toBe(200);
  await whenReady(first);
  const after = await weir.admin().describeTopic('queued');
  expect(after.topic.partitions.map(({ leader }) => leader)).not.toContain(2);

  expect((await postOps(second, '/drain?cancel')).status).toBe(200);
  await whenReady(second);
  await weir.admin().electLeaders({ type: 'preferred' });
  const led = await weir.admin().describeTopic('queued');
  expect(led.topic.partitions.map(({ leader }) => leader)).toContain(2);
}, 120_000);

it('does not give leaderships to a node that drains', async () => {
  await createTopic('kept', 6);
  const third = cluster.node(3);
  expect((await postOps(third, '/drain')).status).toBe(200);
  await weir.admin().electLeaders({ type: 'preferred' });
  const { topic } = await weir.admin().describeTopic('kept');
  expect(topic.partitions.map(({ leader }) => leader)).not.toContain(3);
  // It goes on as a follower.
  await whenInSync(weir.admin(), 'kept');
}, 60_000);

it('has all nodes ready again when every one of them was killed at once', async () => {
  await createTopic('cut', 6);
  const nodes = cluster.byRole('storage-node');
  await Promise.all(nodes.map(({ process }) => process.kill('SIGKILL')));
  for (const { process } of nodes) process.start();
  await Promise.all(nodes.map((node) => whenReady(node)));
  await whenInSync(weir.admin(), 'cut');
  const ready = await Promise.all(nodes.map((node) => probeOps(node, 'readyz')));
  expect(ready).toEqual([true, true, true]);
}, 120_000);

it('has nodes ready while a third one is gone for good', async () => {
  await createTopic('short', 6);
  await cluster.node(3).process.kill('SIGKILL');
  await cluster.node(1).process.kill('SIGKILL');
  cluster.node(1).process.start();
  await whenReady(cluster.node(1));
  const { topic } = await weir.admin().describeTopic('short');
  expect(topic.partitions.every(({ inSyncReplicas }) => inSyncReplicas.includes(1))).toBe(true);
  cluster.node(3).process.start();
  await whenReady(cluster.node(3));
}, 120_000);
