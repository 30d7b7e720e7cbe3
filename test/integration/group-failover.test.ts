import type { Consumer, Weir } from '@weir/client';
import { shardForGroup } from '@weir/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { PacedProducer } from '../harness/paced-producer.ts';
import { redisCommand } from '../harness/redis-command.ts';
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

it('lets members read on while their coordinator dies and another takes over', async () => {
  await weir.admin().createTopic({ name: 'moving', partitions: 4 });
  await using source = weir.producer();
  const pace = { topic: 'moving', name: 'moving', intervalMs: 5 };
  using flow = new PacedProducer({ producer: source, ...pace });
  const seen = new Seen();
  flow.start();
  const options = { groupId: 'moving', topics: ['moving'], autoCommit: { intervalMs: 100 } };
  await using one = seen.member(options);
  await using two = seen.member(options);
  await eventually(() => one.assignment().length === 2 && two.assignment().length === 2);
  await eventually(() => seen.size > 100);
  const { coordinatorId, members } = await describe('moving');

  seen.changes = 0;
  const { process } = cluster.member(coordinatorId);
  await process.kill('SIGKILL');
  const after = await eventually(
    async () => {
      const found = await describe('moving');
      return found.coordinatorId !== coordinatorId && found.members.length === 2 && found;
    },
    { what: 'Another coordinator has the group' },
  );
  expect(after.members).toMatchObject(members.map(({ memberId }) => ({ memberId })));
  const atTakeOver = seen.size;
  await eventually(() => seen.size > atTakeOver + 300);
  process.start();
  await flow.stop();
  await seen.hasAll(flow);
  expect(seen).toMatchObject({ changes: 0, repeated: 0 });
}, 60_000);

it('keeps partitions and progress of members when Redis forgets everything', async () => {
  await weir.admin().createTopic({ name: 'flow', partitions: 4 });
  await using source = weir.producer();
  using flow = new PacedProducer({ producer: source, topic: 'flow', name: 'flow', intervalMs: 2 });
  const seen = new Seen();
  flow.start();
  await using one = seen.member({ groupId: 'steady', topics: ['flow'] });
  await using two = seen.member({ groupId: 'steady', topics: ['flow'] });
  await eventually(() => one.assignment().length === 2 && two.assignment().length === 2);
  await eventually(() => seen.size > 500);

  seen.changes = 0;
  await redisCommand(cluster.member('redis').address, 'FLUSHALL');
  const atWipe = seen.size;
  await eventually(() => seen.size > atWipe + 1000);
  expect(seen).toMatchObject({ changes: 0, repeated: 0 });

  // Nobody is left who remembers the group but its members.
  for (const { process } of cluster.byRole('coordinator')) await process.kill();
  await redisCommand(cluster.member('redis').address, 'FLUSHALL');
  for (const { process } of cluster.byRole('coordinator')) process.start();
  const atRestart = seen.size;
  await eventually(() => seen.size > atRestart + 1000);
  await eventually(async () => (await describe('steady')).members.length === 2);
  const atReturn = seen.size;
  await eventually(() => seen.size > atReturn + 1000);
  expect(seen).toMatchObject({ changes: 0, repeated: 0 });

  await flow.stop();
  await seen.hasAll(flow);
}, 90_000);

it('goes on from the journal when nobody is left', async () => {
  await weir.admin().createTopic({ name: 'ledger', partitions: 2 });
  await using producer = weir.producer();
  await sendTo(producer, 'ledger', 400);
  {
    const seen = new Seen();
    await using first = seen.member({ groupId: 'ledger', topics: ['ledger'] });
    await eventually(() => seen.size === 400, { what: 'All 400 records are given' });
    const before = await journalLength('ledger');
    await first.commit();
    await eventually(async () => (await journalLength('ledger')) >= before + 2, {
      what: 'The commit is journaled',
    });
  }
  await wipeWithCoordinators();
  await sendTo(producer, 'ledger', 100);
  const seen = new Seen();
  await using second = seen.member({ groupId: 'ledger', topics: ['ledger'] });
  await eventually(() => seen.size === 100, { what: 'The other 100 records are given' });
  expect(seen.first).toEqual([200, 200]);
  await second.commit();
}, 90_000);

it('keeps a reset and a deletion that were answered', async () => {
  await weir.admin().createTopic({ name: 'again', partitions: 1 });
  const admin = weir.admin();
  await using producer = weir.producer();
  await sendTo(producer, 'again', 100);
  for (const groupId of ['reset', 'deleted']) {
    const before = await journalLength(groupId);
    await using hand = weir.consumer({ groupId, assignment: [{ topic: 'again', partition: 0 }] });
    await hand.commit([{ topic: 'again', partition: 0, offset: 80 }]);
    await eventually(async () => (await journalLength(groupId)) > before, {
      what: 'The commit is journaled',
    });
  }
  await admin.resetOffsets({ groupId: 'reset', topic: 'again', to: { offset: 10 } });
  await admin.deleteGroup('deleted');
  await wipeWithCoordinators();
  expect((await describe('reset')).partitions).toMatchObject([{ committedOffset: 10 }]);
  await expect(describe('deleted')).rejects.toMatchObject({ code: 'GROUP_ID_NOT_FOUND' });
}, 90_000);

function describe(groupId: string) {
  return weir.admin().describeGroup(groupId);
}

async function sendTo(
  producer: ReturnType<Weir['producer']>,
  topic: string,
  count: number,
): Promise<void> {
  const sends = Array.from({ length: count }, (_, index) =>
    producer.send({ topic, partition: topic === 'ledger' ? index % 2 : 0, value: `${index}` }),
  );
  await Promise.all(sends);
}

/** How many records the coordinators have journaled for the group's shard. */
async function journalLength(groupId: string): Promise<number> {
  const admin = weir.admin();
  const topics = await admin.listTopics({ includeInternal: true });
  if (!topics.some(({ name }) => name === '__weir_offsets')) return 0;
  const partition = shardForGroup(groupId);
  const [end] = await admin.listOffsets([{ topic: '__weir_offsets', partition, at: 'latest' }]);
  return end?.offset ?? 0;
}

/** Redis and both coordinators lose all that they know. */
async function wipeWithCoordinators(): Promise<void> {
  for (const { process } of cluster.byRole('coordinator')) await process.kill();
  await redisCommand(cluster.member('redis').address, 'FLUSHALL');
  for (const { process } of cluster.byRole('coordinator')) process.start();
}

/** What the members of one group were given, and what happened to them. */
class Seen {
  readonly #places = new Set<string>();
  /** The first offset that was given of each partition. */
  readonly first: number[] = [];
  repeated = 0;
  /** Assignments and revocations. */
  changes = 0;

  get size(): number {
    return this.#places.size;
  }

  /** Resolves when all that was acknowledged has been given. */
  async hasAll({ acknowledged }: PacedProducer): Promise<void> {
    const places = acknowledged.map(({ partition, offset }) => `${partition}/${offset}`);
    const isGiven = (place: string): boolean => this.#places.has(place);
    await eventually(() => places.every(isGiven), { what: 'All acknowledged records are given' });
  }

  member(options: Parameters<Weir['consumer']>[0]): Consumer {
    const consumer = weir.consumer(options);
    const onChange = (): void => {
      this.changes += 1;
    };
    consumer.on('assigned', onChange).on('revoked', onChange);
    void this.#read(consumer);
    return consumer;
  }

  async #read(consumer: Consumer): Promise<void> {
    for await (const { partition, offset } of consumer.records()) {
      const place = `${partition}/${offset}`;
      if (this.#places.has(place)) this.repeated += 1;
      this.#places.add(place);
      this.first[partition] ??= offset;
    }
  }
}
