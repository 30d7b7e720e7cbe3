import { type DescribedLog, Weir } from '@weir/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { readValues } from '../harness/read-values.ts';
import { redisCommand } from '../harness/redis-command.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';

let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;
let throughGateway: Weir;

beforeAll(async () => {
  started = await startCluster({ gateways: 1 });
  ({ cluster, weir } = started);
  await cluster.whenReady(60_000);
  const bootstrap = cluster.byRole('gateway').map(({ address }) => address);
  throughGateway = new Weir({ bootstrap, connect: 'gateway' });
}, 90_000);

afterAll(async () => {
  await throughGateway.close();
  await started[Symbol.asyncDispose]();
}, 60_000);

/** On a busy machine a node may be away for a moment. */
async function createTopic(name: string, partitions: number): Promise<void> {
  const topic = { name, partitions, replicationFactor: 3 };
  await eventually(() => throughGateway.admin().createTopic(topic), { timeoutMs: 40_000 });
}

async function leadersOf(topic: string): Promise<(number | undefined)[]> {
  const described = await weir.admin().describeTopic(topic);
  return described.topic.partitions.map(({ leader }) => leader);
}

async function statusOf(nodeId: number) {
  const { nodeStatuses } = await weir.admin().describeCluster();
  return nodeStatuses.find((status) => status.nodeId === nodeId);
}

it('drains a node under load, through the death of the controller and a restart, and undoes it', async () => {
  const admin = throughGateway.admin();
  await createTopic('flow', 6);
  const producer = weir.producer();
  const over = new AbortController();
  const sent: string[] = [];
  const running = (async () => {
    for (let index = 0; !over.signal.aborted; index += 1) {
      const value = `${index}`.padStart(7, '0');
      await producer.send({ topic: 'flow', key: value, value });
      sent.push(value);
    }
  })();
  await eventually(() => sent.length > 100);
  expect(await leadersOf('flow')).toContain(1);
  await admin.setNodeDrain(1, true);
  await eventually(async () => !(await leadersOf('flow')).includes(1));

  const { controllerAddress } = await weir.admin().describeCluster();
  const active = cluster.byRole('controller').find(({ address }) => address === controllerAddress);
  await active?.process.kill();
  await cluster.node(1).process.stop();
  cluster.node(1).process.start();
  active?.process.start();
  await cluster.whenReady(60_000);
  expect(await statusOf(1)).toMatchObject({ draining: true, decommissioning: false });
  await createTopic('later', 6);
  await eventually(async () => {
    const { underReplicatedPartitions } = await weir.admin().describeCluster();
    return underReplicatedPartitions === 0;
  });
  await eventually(async () => {
    const leaders = [...(await leadersOf('flow')), ...(await leadersOf('later'))];
    return !leaders.includes(1);
  });

  await admin.setNodeDrain(1, false);
  await eventually(async () => {
    await weir.admin().electLeaders({ type: 'preferred' });
    return (await leadersOf('flow')).includes(1);
  });
  over.abort();
  await running;
  await producer.close();
  expect(await readValues(weir, 'flow')).toEqual(sent);
}, 90_000);

it('describes logs with their followers, and counts what nodes take and hand out', async () => {
  const admin = weir.admin();
  await createTopic('sized', 3);
  const total = async (): Promise<{ records: number; bytes: number; sent: number }> => {
    const { nodeStatuses } = await admin.describeCluster();
    const sum = (of: (status: (typeof nodeStatuses)[number]) => number): number =>
      nodeStatuses.reduce((whole, status) => whole + of(status), 0);
    return {
      records: sum(({ appendedRecords }) => appendedRecords),
      bytes: sum(({ appendedBytes }) => appendedBytes),
      sent: sum(({ sentBytes }) => sentBytes),
    };
  };
  const before = await total();
  await using producer = weir.producer();
  const value = 'x'.repeat(1_000);
  for (let index = 0; index < 60; index += 1) {
    await producer.send({ topic: 'sized', partition: index % 3, value });
  }
  expect(await readValues(weir, 'sized')).toHaveLength(60);
  await eventually(async () => {
    const { records, bytes, sent } = await total();
    const isCounted = records - before.records >= 60 && bytes - before.bytes > 60_000;
    return isCounted && sent - before.sent > 60_000;
  });
  const { startedAtMs = 0, reportedAtMs = 0 } = (await statusOf(2)) ?? {};
  expect(reportedAtMs).toBeGreaterThan(startedAtMs);
  expect(Math.abs(Date.now() - reportedAtMs)).toBeLessThan(30_000);

  const describedBy = async (by: Weir): Promise<readonly DescribedLog[]> =>
    by.admin().describeLogs(['sized']);
  for (const by of [weir, throughGateway]) {
    const logs = await describedBy(by);
    expect(logs.map(({ partition }) => partition)).toEqual([0, 1, 2]);
    for (const { log, error } of logs) {
      expect(error).toBeUndefined();
      expect(log).toMatchObject({ logStartOffset: 0, highWatermark: 20, segments: 1 });
      expect(log?.logBytes).toBeGreaterThan(20_000);
      expect(log?.followers).toHaveLength(2);
    }
  }

  await cluster.node(3).process.kill();
  const logs = await eventually(async () => {
    const found = await describedBy(throughGateway);
    const isSeen = found.every(({ log }) => log?.followers.some(({ inSync }) => !inSync));
    return isSeen ? found : undefined;
  });
  for (const { log } of logs) {
    const gone = log?.followers.find(({ nodeId }) => nodeId === 3);
    expect(gone).toMatchObject({ logEndOffset: -1, inSync: false, behindMs: -1 });
  }
  // A new leader begins alone, under the minimum for a moment.
  await eventually(async () => {
    const topics = await admin.listTopics();
    const { leaderlessPartitions, underReplicatedPartitions, underMinIsrPartitions } =
      topics.find(({ name }) => name === 'sized') ?? {};
    const isWell = leaderlessPartitions === 0 && underMinIsrPartitions === 0;
    return underReplicatedPartitions === 3 && isWell;
  });
  cluster.node(3).process.start();
  await cluster.whenReady(60_000);
}, 90_000);

it('lists who changed what, of topics and of groups, until the metadata store is emptied', async () => {
  const admin = throughGateway.admin();
  await createTopic('audited', 1);
  await expect(admin.createTopic({ name: 'audited' })).rejects.toMatchObject({
    code: 'TOPIC_ALREADY_EXISTS',
  });
  await admin.resetOffsets({ groupId: 'readers', topic: 'audited', to: 'latest' });
  await admin.deleteGroup('readers');
  const newest = async () => (await admin.listAudit({ limit: 4 })).entries;
  const expected = [
    'controller AdminService/CreateTopic OK',
    'controller AdminService/CreateTopic TOPIC_ALREADY_EXISTS',
    'coordinator GroupService/DeleteGroup OK',
    'coordinator GroupService/ResetOffsets OK',
  ];
  // Each service writes for itself: entries of one moment come in any order.
  const entries = await eventually(
    async () => {
      const found = await newest();
      const texts = found.map((each) => `${each.service} ${each.method} ${each.outcome}`);
      return texts.toSorted().join() === expected.join() ? found : undefined;
    },
    { what: 'The audit' },
  );
  expect(entries.find(({ method }) => method === 'GroupService/DeleteGroup')).toMatchObject({
    ...{ event: 'administrative-call', principal: 'anonymous', leftOut: 0 },
    resources: ['group:readers'],
  });
  const first = await admin.listAudit({ limit: 3 });
  const second = await admin.listAudit({ limit: 1, pageToken: first.nextPageToken });
  expect([...first.entries, ...second.entries]).toEqual(entries);
  expect((await admin.listAudit({ principal: 'user:nobody' })).entries).toEqual([]);

  const [redis] = cluster.byRole('redis');
  const { controllerToken } = await weir.admin().describeCluster();
  expect(await redisCommand(redis?.address ?? '', 'FLUSHALL')).toBe('+OK');
  await eventually(async () => {
    const description = await weir.admin().describeCluster();
    return description.controllerToken > controllerToken;
  });
  await admin.createTopic({ name: 'afterwards', partitions: 1 });
  const anew = await eventually(async () => {
    const found = (await admin.listAudit()).entries;
    return found.length > 0 ? found : undefined;
  });
  expect(new Set(anew.map(({ method }) => method))).toEqual(new Set(['AdminService/CreateTopic']));
  expect(anew.flatMap(({ resources }) => resources)).not.toContain('topic:audited');
}, 90_000);
