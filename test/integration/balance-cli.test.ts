import type { Weir } from '@weir/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { GroupFlow } from '../harness/group-flow.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { runCli } from '../harness/weir-cli.ts';

interface BalanceDocument {
  readonly dryRun: boolean;
  readonly isDone: boolean;
  readonly moves: readonly {
    readonly partition: { readonly topic: string; readonly partition: number };
    readonly fromReplicas: readonly number[];
    readonly toReplicas: readonly number[];
  }[];
}

let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;

beforeAll(async () => {
  started = await startCluster({ nodes: 3, controllers: 1, coordinators: 1, gateways: 1 });
  ({ cluster, weir } = started);
  await cluster.whenReady();
}, 90_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
}, 60_000);

/** Through the gateway, as a job in a cluster calls it. */
async function balance(...args: readonly string[]): Promise<string> {
  const gateway = cluster.byRole('gateway')[0]?.address ?? '';
  const { code, stdout, stderr } = await runCli([
    ...['cluster', 'balance', '--bootstrap', gateway, '--connect', 'gateway', ...args],
  ]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

async function count(of: (replicas: readonly number[], nodeId: number) => boolean) {
  const topics = await weir.admin().listTopics({ includeInternal: true });
  const described = await Promise.all(topics.map(({ name }) => weir.admin().describeTopic(name)));
  const partitions = described.flatMap(({ topic }) => topic.partitions);
  return [1, 2, 3, 4].map(
    (nodeId) => partitions.filter(({ assignedReplicas }) => of(assignedReplicas, nodeId)).length,
  );
}

function gap(counts: readonly number[]): number {
  return Math.max(...counts) - Math.min(...counts);
}

it('gives a node that was added its share of replicas and leaderships, under load', async () => {
  await weir.admin().createTopic({ name: 'orders', partitions: 12, replicationFactor: 3 });
  await using flow = new GroupFlow(weir, 'orders', 10);
  await eventually(() => flow.acknowledged > 50);
  // Once it is there nothing new is placed on the node that comes.
  await eventually(async () => {
    const topics = await weir.admin().listTopics({ includeInternal: true });
    return topics.some(({ internal }) => internal);
  });
  await cluster.addNode();
  await cluster.whenReady();

  const { isDone, dryRun, moves } = JSON.parse(
    await balance('--dry-run', '-o', 'json'),
  ) as BalanceDocument;
  expect({ isDone, dryRun }).toEqual({ isDone: false, dryRun: true });
  expect(moves.length).toBeGreaterThanOrEqual(9);
  expect(await weir.admin().listMoves()).toEqual([]);

  const text = await balance('--wait', '--throttle', '50M');
  expect(text).toMatch(/^PARTITION +FROM +TO\n/);
  expect(text).toMatch(/^orders\/\d+ +\d,\d,\d +\d,\d,\d$/m);
  expect(text).toMatch(/^\d+ partitions, \d+ replicas to copy\nAll has moved\n$/m);
  const replicas = await count((assigned, nodeId) => assigned.includes(nodeId));
  const leaderships = await count((assigned, nodeId) => assigned[0] === nodeId);
  expect(gap(replicas)).toBeLessThanOrEqual(1);
  expect(gap(leaderships)).toBeLessThanOrEqual(1);
  await eventually(async () => {
    const { topic } = await weir.admin().describeTopic('orders');
    return topic.partitions.every(({ leader, assignedReplicas }) => leader === assignedReplicas[0]);
  });

  expect(await balance()).toBe('All nodes are balanced\n');
  const acknowledged = flow.acknowledged;
  await eventually(() => flow.acknowledged > acknowledged + 50);
  await flow.drain();
}, 180_000);
