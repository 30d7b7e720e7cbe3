import { Weir } from '@weir/client';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findLost } from '../harness/checkers/no-loss.ts';
import { eventually } from '../harness/eventually.ts';
import { GroupFlow } from '../harness/group-flow.ts';
import { GroupReader } from '../harness/group-reader.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { clientName, ClusterNetwork } from '../harness/network/cluster-network.ts';
import { PacedProducer } from '../harness/paced-producer.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';

const whyNot = ClusterNetwork.whyNot();
let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;

/** A cluster of which this process reaches the two gateways and nothing else. */
beforeAll(async () => {
  if (whyNot !== undefined) return;
  started = await startCluster({
    isProxied: true,
    ...{ nodes: 3, controllers: 1, coordinators: 2, gateways: 2 },
  });
  ({ cluster } = started);
  await cluster.whenReady();
  for (const { role, name } of cluster.members) {
    if (role !== 'gateway') cluster.network.block(clientName, name);
  }
}, 90_000);

beforeEach(() => {
  weir = new Weir({
    bootstrap: cluster.byRole('gateway').map(({ address }) => address),
    connect: 'gateway',
  });
  return async () => {
    await weir.close();
  };
});

afterAll(async () => {
  if (whyNot !== undefined) return;
  await started[Symbol.asyncDispose]();
}, 60_000);

it.skipIf(whyNot)('does not reach the nodes by another way', async () => {
  const address = cluster.node(1).address;
  await using direct = new Weir({ bootstrap: address, connectTimeoutMs: 500 });
  await expect(direct.connect()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it.skipIf(whyNot).each(['push', 'pull'] as const)(
  'works through the gateways alone, reading by %s',
  async (mode) => {
    const topic = `all-${mode}`;
    const admin = weir.admin();
    await admin.createTopic({ name: topic, partitions: 6, replicationFactor: 3 });
    const values = Array.from({ length: 2_000 }, (_none, index) => String(index));
    await using producer = weir.producer({ name: topic });
    const summary = await producer.sendMany(values.map((value) => ({ topic, key: value, value })));
    expect(summary).toMatchObject({ recordCount: 2_000 });

    await using consumer = weir.consumer({ groupId: topic, topics: [topic], mode });
    const seen: string[] = [];
    for await (const record of consumer.records({ untilEnd: true })) seen.push(record.text() ?? '');
    expect(seen.toSorted(byNumber)).toEqual(values);
    await consumer.commit();

    const group = await admin.describeGroup(topic);
    expect(group.partitions.every(({ lag }) => lag === 0)).toBe(true);
    expect((await admin.listGroups()).map(({ groupId }) => groupId)).toContain(topic);
    const at = await admin.listOffsets(
      group.partitions.map(({ partition }) => ({ topic, partition, at: 'latest' })),
    );
    expect(at.reduce((sum, { offset }) => sum + offset, 0)).toBe(2_000);
    const cut = await admin.deleteRecords([{ topic, partition: 3, beforeOffset: 'latest' }]);
    expect(cut).toMatchObject([{ partition: 3, logStartOffset: at[3]?.offset }]);
    await expect(admin.createTopic({ name: topic })).rejects.toMatchObject({
      code: 'TOPIC_ALREADY_EXISTS',
    });
    expect((await producer.lastAppended(topic, 0))?.offset).toBe((at[0]?.offset ?? 0) - 1);
  },
  60_000,
);

it.skipIf(whyNot)(
  'loses nothing, and goes on, when the gateway in use is killed',
  async () => {
    await weir.admin().createTopic({ name: 'flow', partitions: 6, replicationFactor: 3 });
    await using flow = new GroupFlow(weir, 'flow', 2);
    const { seen, reader } = flow;
    await eventually(() => seen.length > 200);
    const [first] = cluster.byRole('gateway');
    const members = (await weir.admin().describeGroup('flow')).members;

    await first?.process.kill('SIGKILL');
    const atKill = flow.acknowledged;
    await eventually(() => flow.acknowledged > atKill + 500 && seen.length > atKill + 500);
    first?.process.start();
    await flow.drain();
    expect(flow.producer.refused).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(reader.failure).toBeUndefined();
    const after = (await weir.admin().describeGroup('flow')).members;
    expect(after.map(({ memberId }) => memberId)).toEqual(members.map(({ memberId }) => memberId));
  },
  90_000,
);

it.skipIf(whyNot)(
  'goes on when a leader dies behind the gateway, and when the gateway is told to stop',
  async () => {
    await weir.admin().createTopic({ name: 'moves', partitions: 6, replicationFactor: 3 });
    await using flow = new GroupFlow(weir, 'moves', 2);
    const { seen, reader } = flow;
    await eventually(() => seen.length > 200);

    await cluster.node(2).process.kill('SIGKILL');
    const atKill = flow.acknowledged;
    await eventually(() => flow.acknowledged > atKill + 500);
    await eventually(() => seen.length > atKill + 500);
    cluster.node(2).process.start();

    const [first, second] = cluster.byRole('gateway');
    for (const gateway of [first, second]) {
      const [stopAtMs, atStop] = [performance.now(), flow.acknowledged];
      await gateway?.process.stop();
      expect(performance.now() - stopAtMs).toBeLessThan(10_000);
      await eventually(() => flow.acknowledged > atStop + 500);
      gateway?.process.start();
    }
    await flow.drain();
    expect(flow.producer.refused).toEqual([]);
    expect(reader.failure).toBeUndefined();
  },
  120_000,
);

it.skipIf(whyNot)(
  'keeps members and their partitions while their coordinator dies',
  async () => {
    const admin = weir.admin();
    await admin.createTopic({ name: 'group', partitions: 4, replicationFactor: 3 });
    const seen: string[] = [];
    const consumer = { groupId: 'group', topics: ['group'], autoCommit: { intervalMs: 100 } };
    const onRecord = ({ value }: { readonly value: string | null }): void => {
      seen.push(value ?? '');
    };
    const readers = [1, 2].map(() => new GroupReader(weir, { consumer, onRecord }));
    await using producer = weir.producer();
    using flow = new PacedProducer({ producer, topic: 'group', name: 'group', intervalMs: 5 });
    flow.start();
    const before = await eventually(async () => {
      const group = await admin.describeGroup('group');
      return group.members.length === 2 && group.members.every(holdsTwo) && group;
    });
    await eventually(() => seen.length > 100);
    const coordinator = cluster.member(before.coordinatorId);
    await coordinator.process.kill('SIGKILL');
    const after = await eventually(async () => {
      const group = await admin.describeGroup('group');
      return group.coordinatorId !== before.coordinatorId && group.members.length === 2 && group;
    });
    const idsOf = ({ members }: typeof after): string[] => members.map(({ memberId }) => memberId);
    expect(new Set(idsOf(after))).toEqual(new Set(idsOf(before)));
    const atTakeOver = seen.length;
    await eventually(() => seen.length > atTakeOver + 200);
    coordinator.process.start();
    await flow.stop();
    const values = flow.acknowledged.map(({ value }) => value);
    await eventually(() => findLost(values, seen).length === 0, { what: 'All is given' });
    expect(new Set(seen).size).toBe(seen.length);
    for (const reader of readers) await reader.stop();
  },
  90_000,
);

function holdsTwo({ owned }: { readonly owned: readonly unknown[] }): boolean {
  return owned.length === 2;
}

function byNumber(left: string, right: string): number {
  return Number(left) - Number(right);
}
