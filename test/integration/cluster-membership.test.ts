import type { Weir } from '@weir/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { readValues } from '../harness/read-values.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { runCli } from '../harness/weir-cli.ts';

let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;

beforeAll(async () => {
  started = await startCluster();
  ({ cluster, weir } = started);
  await cluster.whenReady();
}, 90_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
}, 60_000);

async function cli(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli([
    ...args,
    ...['--bootstrap', cluster.bootstrap.join(',')],
  ]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** Sends one record after the other until it is told to stop; what was acknowledged. */
function flow(topic: string): { readonly sent: string[]; readonly stop: () => Promise<void> } {
  const over = new AbortController();
  const sent: string[] = [];
  const producer = weir.producer();
  const running = (async () => {
    for (let index = 0; !over.signal.aborted; index += 1) {
      const value = `${index}`.padStart(7, '0');
      await producer.send({ topic, key: value, value });
      sent.push(value);
    }
  })();
  return {
    sent,
    stop: async () => {
      over.abort();
      await running;
      await producer.close();
    },
  };
}

it('adds a node, empties another one under load, and removes it', async () => {
  const admin = weir.admin();
  await admin.createTopic({ name: 'moving', partitions: 6 });
  const { sent, ...running } = flow('moving');
  await eventually(() => sent.length > 200);
  await cluster.addNode();
  await cluster.whenReady();

  expect(await cli('node', 'decommission', '1', '--wait')).toContain('Node 1 is empty');
  const before = sent.length;
  await eventually(() => sent.length > before + 100);
  const { topic } = await admin.describeTopic('moving');
  for (const { assignedReplicas, inSyncReplicas, leader } of topic.partitions) {
    expect(assignedReplicas).toContain(4);
    expect(assignedReplicas).not.toContain(1);
    expect(new Set(inSyncReplicas)).toEqual(new Set(assignedReplicas));
    expect(assignedReplicas).toContain(leader);
  }
  await cluster.node(1).process.stop();
  await eventually(async () => {
    const { nodes } = await admin.describeCluster();
    return nodes.find(({ nodeId }) => nodeId === 1)?.state === 'NODE_STATE_DEAD';
  });
  expect(await cli('node', 'remove', '1')).toBe('Node 1 is removed\n');
  expect(await cli('node', 'list')).not.toContain('local-1');
  await running.stop();
  expect(await readValues(weir, 'moving')).toEqual(sent);
}, 90_000);

it('copies no faster than it is told, says how far it is, and can be stopped', async () => {
  const admin = weir.admin();
  const assignments = [[2, 3]];
  await admin.createTopic({ name: 'large', assignments });
  await using producer = weir.producer();
  const value = Buffer.alloc(100_000, 7);
  for (let index = 0; index < 100; index += 1) await producer.send({ topic: 'large', value });

  const move = ['partition', 'move', '--topic', 'large', '--partition', '0', '--to', '4,2'];
  expect(await cli(...move, '--dry-run')).toBe('large/0 can move to 4,2\n');
  await cli(...move, '--throttle', '1M');
  const underWay = await eventually(async () => {
    const [found] = await admin.listMoves();
    const isCopying = found?.state === 'REASSIGNMENT_STATE_COPYING';
    return isCopying && found.remainingRecords < 95 ? found : undefined;
  });
  expect(underWay).toMatchObject({
    partition: { topic: 'large', partition: 0 },
    fromReplicas: [2, 3],
    toReplicas: [4, 2],
    bytesPerSecond: 1_048_576,
  });
  // The 10 MB need ten seconds at this rate.
  expect(underWay.remainingRecords).toBeGreaterThan(20);
  await cli('partition', 'cancel', '--topic', 'large', '--partition', '0');
  expect(await cli('partition', 'status')).toBe('Nothing is being moved\n');

  const startedMs = performance.now();
  await cli(...move, '--throttle', '4M', '--wait');
  expect(performance.now() - startedMs).toBeGreaterThan(1_500);
  await cli('partition', 'elect', '--topic', 'large', '--partition', '0');
  const { topic } = await admin.describeTopic('large');
  expect(topic.partitions[0]).toMatchObject({ assignedReplicas: [4, 2], leader: 4 });
  expect(await readValues(weir, 'large')).toHaveLength(100);
  await expect(cli(...move.slice(0, -1), '4,9')).rejects.toThrow(/Nodes 9 cannot get replicas/);
}, 90_000);
