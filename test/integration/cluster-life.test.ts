import type { Weir } from '@weir/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { redisCommand } from '../harness/redis-command.ts';
import { readValues } from '../harness/read-values.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';

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

it('grows a topic, changes its min.insync.replicas by its leaders, and deletes it', async () => {
  const admin = weir.admin();
  await using producer = weir.producer();
  await admin.createTopic({ name: 'life', partitions: 2 });
  await producer.send({ topic: 'life', partition: 1, value: 'before' });

  expect((await admin.addPartitions('life', 3)).partitions).toHaveLength(3);
  const { warnings } = await admin.alterTopicConfigs('life', {
    set: { 'min.insync.replicas': '1', 'retention.ms': '100000' },
  });
  expect(warnings[0]).toContain('min.insync.replicas 1');
  await producer.send({ topic: 'life', partition: 1, value: 'after' });
  await producer.send({ topic: 'life', partition: 2, value: 'new' });
  expect(await readValues(weir, 'life')).toEqual(['after', 'before', 'new']);

  await admin.deleteTopic('life');
  await expect(admin.describeTopic('life')).rejects.toMatchObject({
    code: 'UNKNOWN_TOPIC_OR_PARTITION',
  });
  await admin.createTopic({ name: 'life' });
  expect(await readValues(weir, 'life')).toEqual([]);
}, 60_000);

it('keeps topics and records when Redis forgets everything, while records flow', async () => {
  const admin = weir.admin();
  await using producer = weir.producer();
  const { topic: created } = await admin.createTopic({ name: 'memory', partitions: 3 });
  const sent: string[] = [];
  const over = new AbortController();
  const flow = (async () => {
    for (let index = 0; !over.signal.aborted; index += 1) {
      const value = `${index}`.padStart(6, '0');
      await producer.send({ topic: 'memory', key: value, value });
      sent.push(value);
    }
  })();
  await eventually(() => sent.length > 100);
  const [redis] = cluster.byRole('redis');
  const tokenBefore = (await admin.describeCluster()).controllerToken;
  expect(await redisCommand(redis?.address ?? '', 'FLUSHALL')).toBe('+OK');

  const after = await eventually(
    async () => {
      const description = await admin.describeCluster();
      return description.controllerToken > tokenBefore ? description : undefined;
    },
    { what: 'A new life of the controller' },
  );
  expect(after.leaderlessPartitions).toBe(0);
  const { topic } = await admin.describeTopic('memory');
  expect(topic.topicId).toBe(created.topicId);
  await eventually(() => sent.length > 300);
  over.abort();
  await flow;
  expect(await readValues(weir, 'memory')).toEqual(sent);
}, 60_000);

it('goes on under the other controller when the active one is killed', async () => {
  await cluster.whenReady();
  const admin = weir.admin();
  const { controllerAddress } = await admin.describeCluster();
  const active = cluster.members.find(({ address }) => address === controllerAddress);
  await active?.process.kill('SIGKILL');
  await admin.createTopic({ name: 'successor', partitions: 3 });
  const next = await admin.describeCluster();
  expect(next.controllerAddress).not.toBe(controllerAddress);
  expect(next.nodes.map(({ state }) => state)).toEqual(
    Array.from({ length: 3 }, () => 'NODE_STATE_ALIVE'),
  );
  active?.process.start();
}, 60_000);

it('elects in place of a dead node, and takes it back in sync when it returns', async () => {
  await cluster.whenReady();
  const admin = weir.admin();
  await using producer = weir.producer();
  await admin.createTopic({ name: 'failover', partitions: 3 });
  const { topic: before } = await admin.describeTopic('failover');
  const victim = before.partitions[0]?.leader ?? 0;
  await cluster.node(victim).process.kill('SIGKILL');
  await producer.send({ topic: 'failover', partition: 0, value: 'under a new leader' });
  const { topic: during } = await admin.describeTopic('failover');
  expect(during.partitions[0]?.leader).not.toBe(victim);
  expect(during.partitions[0]?.leaderEpoch).toBeGreaterThan(before.partitions[0]?.leaderEpoch ?? 0);

  cluster.node(victim).process.start();
  await eventually(
    async () => {
      const { topic } = await admin.describeTopic('failover');
      return topic.partitions.every(({ inSyncReplicas }) => inSyncReplicas.length === 3);
    },
    { what: 'Full in-sync sets' },
  );
  await admin.electLeaders({ type: 'preferred' });
  const { topic: after } = await admin.describeTopic('failover');
  expect(after.partitions.map(({ leader }) => leader)).toEqual(
    before.partitions.map(({ assignedReplicas }) => assignedReplicas[0]),
  );
  expect(await readValues(weir, 'failover')).toEqual(['under a new leader']);
}, 60_000);
