import { WeirError } from '@weir/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { Weir } from '../weir.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import type { Consumer } from './consumer.ts';

let cluster: FakeCluster;
let weir: Weir;

beforeEach(async () => {
  cluster = await FakeCluster.start(2);
  cluster.createTopic('t', 4);
  weir = new Weir({ bootstrap: cluster.address });
});

afterEach(async () => {
  await weir.close();
  await cluster[Symbol.asyncDispose]();
});

async function produce(count: number, partition?: number): Promise<void> {
  await using producer = weir.producer();
  await producer.sendMany(
    Array.from({ length: count }, (_none, at) => ({
      topic: 't',
      partition: partition ?? at % 4,
      value: `${at}`,
    })),
  );
}

function member(options: Partial<ConsumerOptions> = {}): Consumer {
  return weir.consumer({
    groupId: 'g',
    topics: ['t'],
    autoCommit: { intervalMs: 20 },
    ...options,
  });
}

/** Reads in the background until closed; remembers where each record came from. */
class Reader {
  readonly consumer: Consumer;
  readonly seen: string[] = [];
  readonly done: Promise<void>;

  constructor(consumer: Consumer) {
    this.consumer = consumer;
    this.done = this.#read();
  }

  get partitions(): number[] {
    return this.consumer
      .assignment()
      .map(({ partition }) => partition)
      .toSorted((left, right) => left - right);
  }

  async #read(): Promise<void> {
    for await (const record of this.consumer.records()) {
      this.seen.push(`${record.partition}/${record.offset}`);
    }
  }

  async close(): Promise<void> {
    await this.consumer.close();
    await this.done;
  }
}

const committed = (partition: number): number | undefined =>
  cluster.groups.committed.get(`t/${partition}`)?.offset;

describe('a group', () => {
  it('commits what was handled, also past control batches, and the next member goes on there', async () => {
    await produce(40);
    cluster.partition(cluster.places()[0]?.topicId ?? '', 0)?.appendControl();
    const first = new Reader(member());
    await eventually(() => first.seen.length === 40);
    await eventually(() => committed(0) === 11 && committed(3) === 10);
    await first.close();
    expect(cluster.groups.leaves).toBe(1);

    await produce(4);
    const second = new Reader(member());
    await eventually(() => second.seen.length === 4);
    expect(second.seen.toSorted()).toEqual(['0/11', '1/10', '2/10', '3/10']);
    await second.close();
  });

  it('shares partitions between members, each record with one of them', async () => {
    await produce(400);
    const first = new Reader(member());
    await eventually(() => first.partitions.length === 4);
    const second = new Reader(member());
    await eventually(() => first.partitions.length === 2 && second.partitions.length === 2);
    await produce(400);
    await eventually(() => first.seen.length + second.seen.length >= 800);
    const all = [...first.seen, ...second.seen];
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(800);
    await first.close();
    await eventually(() => second.partitions.length === 4);
    await second.close();
  });

  it('tells listeners what was assigned and revoked', async () => {
    const consumer = member();
    const events: string[] = [];
    consumer.on('assigned', (partitions) => events.push(`+${partitions.length}`));
    consumer.on('revoked', (partitions) => events.push(`-${partitions.length}`));
    const reader = new Reader(consumer);
    await eventually(() => reader.partitions.length === 4);
    const second = new Reader(member());
    await eventually(() => second.partitions.length === 2);
    await reader.close();
    await second.close();
    expect(events).toEqual(['+4', '-2', '-2']);
  });

  it('sends heartbeats while a handler is busy', async () => {
    await produce(4);
    await using consumer = member();
    await consumer.records().next();
    const before = cluster.groups.heartbeats;
    await eventually(() => cluster.groups.heartbeats > before + 2);
    expect(cluster.groups.members.size).toBe(1);
  });

  it('ends when all was read, if told to', async () => {
    await produce(40);
    await using consumer = member({ autoCommit: false });
    let count = 0;
    for await (const batch of consumer.batches({ untilEnd: true })) {
      count += batch.recordCount;
      await batch.commit();
    }
    expect(count).toBe(40);
    expect([0, 1, 2, 3].map(committed)).toEqual([10, 10, 10, 10]);
    await using again = member();
    expect((await again.records({ untilEnd: true }).next()).done).toBe(true);
  });
});

describe('a partition that is taken away', () => {
  async function readOne(consumer: Consumer): Promise<{
    readonly batch: ConsumedBatch;
    readonly batches: AsyncIterableIterator<ConsumedBatch, undefined>;
  }> {
    const batches = consumer.batches();
    const { value } = await batches.next();
    if (value === undefined) throw new Error('No batch');
    return { batch: value, batches };
  }

  it('is let go only when its batch is finished, and committed first', async () => {
    await produce(10, 1);
    const consumer = member({ autoCommit: { intervalMs: 60_000 } });
    const { batch, batches } = await readOne(consumer);
    const second = new Reader(member());
    await eventually(() => batch.signal.aborted);
    const records = [...batch.records];
    expect(records).toHaveLength(10);
    expect(second.partitions).not.toContain(1);
    const next = batches.next();
    await eventually(() => second.partitions.includes(1));
    expect(committed(1)).toBe(10);
    expect(second.seen).toEqual([]);
    await consumer.close();
    await next;
    await second.close();
  });

  it('counts only what was handled when its handler stops half way', async () => {
    await produce(10, 1);
    const consumer = member({ autoCommit: { intervalMs: 60_000 } });
    const { batch, batches } = await readOne(consumer);
    const second = new Reader(member());
    await eventually(() => batch.signal.aborted);
    for (const record of batch.records) if (record.offset === 4) break;
    const next = batches.next();
    await eventually(() => second.seen.length === 6);
    expect(second.seen[0]).toBe('1/4');
    await consumer.close();
    await next;
    await second.close();
  });

  it('is let go without its handler when that takes too long', async () => {
    await produce(10, 1);
    const consumer = member({ rebalanceTimeoutMs: 100 });
    const { batch } = await readOne(consumer);
    const second = new Reader(member());
    await eventually(() => second.seen.length === 10);
    await expect(batch.commit()).rejects.toMatchObject({ code: 'FENCED_MEMBER_EPOCH' });
    await consumer.close();
    await second.close();
  });
});

describe('when the session breaks', () => {
  it('comes back with member id, epoch and partitions, and reads on without a break', async () => {
    await produce(4);
    const reader = new Reader(member());
    await eventually(() => reader.seen.length === 4);
    cluster.groups.breakStreams();
    await eventually(() => cluster.groups.joins.length === 2);
    expect(cluster.groups.joins[1]).toMatchObject({
      memberId: 'member-1',
      memberEpoch: 1,
    });
    expect(cluster.groups.joins[1]?.ownedPartitions).toHaveLength(4);
    await produce(4);
    await eventually(() => reader.seen.length === 8);
    expect(new Set(reader.seen).size).toBe(8);
    await reader.close();
  });

  it('starts over as a new member when it was fenced', async () => {
    await produce(4);
    const reader = new Reader(member());
    await eventually(() => reader.seen.length === 4);
    await eventually(() => [0, 1, 2, 3].every((partition) => committed(partition) === 1));
    cluster.groups.fence('member-1');
    await eventually(() => cluster.groups.members.has('member-2'));
    await produce(4);
    await eventually(() => reader.seen.length === 8);
    expect(new Set(reader.seen).size).toBe(8);
    await reader.close();
  });

  it('waits for a coordinator that is not there yet', async () => {
    cluster.groups.unavailable = new WeirError('COORDINATOR_LOAD_IN_PROGRESS', 'Loading');
    const reader = new Reader(member());
    await produce(4);
    cluster.groups.unavailable = undefined;
    await eventually(() => reader.seen.length === 4);
    expect(cluster.groups.joins).toHaveLength(1);
    await reader.close();
  });

  it('throws when the group will not have it', async () => {
    cluster.groups.unavailable = new WeirError('GROUP_MAX_SIZE_REACHED', 'Full');
    const consumer = member();
    await expect(consumer.records().next()).rejects.toMatchObject({
      code: 'GROUP_MAX_SIZE_REACHED',
    });
  });

  it('leaves the group when one batch takes too long, and joins again when asked for more', async () => {
    await produce(4);
    await using consumer = member({ maxPollIntervalMs: 100 });
    const records = consumer.records();
    await records.next();
    await eventually(() => cluster.groups.leaves === 1);
    await eventually(() => consumer.assignment().length === 0);
    const next = records.next();
    await eventually(() => cluster.groups.members.has('member-2'));
    expect((await next).done).toBe(false);
  });

  it('joins again also when it is asked for more before it has left', async () => {
    await produce(1);
    await using consumer = member({ maxPollIntervalMs: 100, autoCommit: false });
    const hold = Promise.withResolvers<void>();
    const records = consumer.records();
    await records.next();
    cluster.groups.hold = hold.promise;
    await eventually(() => cluster.groups.leaves === 1);
    const next = records.next();
    expect(cluster.groups.members.size).toBe(0);
    hold.resolve();
    await eventually(() => cluster.groups.members.has('member-2'));
    expect((await next).done).toBe(false);
  });

  it('reports a commit in the background that failed, and commits with the next one', async () => {
    await produce(4);
    const consumer = member();
    const failures: string[] = [];
    consumer.on('commitFailed', (error) => failures.push(error.code));
    const reader = new Reader(consumer);
    await eventually(() => reader.seen.length === 4);
    cluster.groups.unavailable = new WeirError('OFFSET_METADATA_TOO_LARGE', 'Refused by the test');
    await eventually(() => failures.length > 0);
    cluster.groups.unavailable = undefined;
    await eventually(() => [0, 1, 2, 3].every((partition) => committed(partition) === 1));
    expect(failures[0]).toBe('OFFSET_METADATA_TOO_LARGE');
    await reader.close();
  });
});

it('does not count what was not given when an iteration is aborted within a batch', async () => {
  await produce(10, 0);
  const consumer = member({ autoCommit: { intervalMs: 60_000 } });
  const controller = new AbortController();
  for await (const record of consumer.records({ signal: controller.signal })) {
    if (record.offset === 4) controller.abort();
  }
  await consumer.close();
  expect(committed(0)).toBe(5);
});
