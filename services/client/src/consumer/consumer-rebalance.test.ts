import { WeirError } from '@weir/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { Weir } from '../weir.ts';
import type { ConsumerOptions, PartitionId } from './consumer-options.ts';
import type { Consumer } from './consumer.ts';

let cluster: FakeCluster;
let weir: Weir;

beforeEach(async () => {
  cluster = await FakeCluster.start(2);
  cluster.createTopic('t', 2);
  weir = new Weir({ bootstrap: cluster.address });
});

afterEach(async () => {
  await weir.close();
  await cluster[Symbol.asyncDispose]();
});

async function produce(count: number, partition: number): Promise<void> {
  await using producer = weir.producer();
  await producer.sendMany(
    Array.from({ length: count }, (_none, at) => ({ topic: 't', partition, value: `${at}` })),
  );
}

function member(options: Partial<ConsumerOptions> = {}): Consumer {
  return weir.consumer({
    groupId: 'g',
    topics: ['t'],
    autoCommit: { intervalMs: 60_000 },
    ...options,
  });
}

/** Reads in the background until it is closed. */
class Reader {
  readonly consumer: Consumer;
  readonly seen: string[] = [];
  readonly done: Promise<void>;

  constructor(consumer: Consumer) {
    this.consumer = consumer;
    this.done = consumer.run({
      eachRecord: ({ partition, offset }) => {
        this.seen.push(`${partition}/${offset}`);
      },
    });
  }

  async close(): Promise<void> {
    await this.consumer.close();
    await this.done;
  }
}

const committed = (partition: number): number | undefined =>
  cluster.groups.committed.get(`t/${partition}`)?.offset;

const numbersOf = (partitions: readonly PartitionId[]): number[] =>
  partitions.map(({ partition }) => partition);

/** What of a listener was called, and with which partitions. */
function recorder(): {
  readonly log: string[];
  readonly note: (name: string) => (partitions: readonly PartitionId[]) => void;
} {
  const log: string[] = [];
  const note = (name: string) => (partitions: readonly PartitionId[]) => {
    log.push(`${name} ${numbersOf(partitions).join()}`);
  };
  return { log, note };
}

describe('a rebalance listener', () => {
  it('is waited for before the first record is given, and may seek', async () => {
    for (const partition of [0, 1]) await produce(10, partition);
    const asked = Promise.withResolvers<void>();
    const database = Promise.withResolvers<void>();
    const consumer = member({
      onRebalance: {
        assigned: async (partitions) => {
          for (const { topic, partition } of partitions) {
            if (partition === 0) consumer.seek({ topic, partition, offset: 7 });
          }
          asked.resolve();
          await database.promise;
        },
      },
    });
    const reader = new Reader(consumer);
    await asked.promise;
    await eventually(() => cluster.groups.heartbeats > 3);
    expect(reader.seen).toEqual([]);
    expect(cluster.node(1).log.fetchedFrom).toEqual([]);
    database.resolve();
    await eventually(() => reader.seen.length === 13);
    expect(reader.seen.filter((place) => place.startsWith('0/'))).toEqual(['0/7', '0/8', '0/9']);
    await reader.close();
  });

  it('is told of partitions without a group, too', async () => {
    await produce(10, 0);
    const { log, note } = recorder();
    const consumer = weir.consumer({
      topics: ['t'],
      onRebalance: { assigned: note('assigned'), revoked: note('revoked') },
    });
    const records = consumer.records();
    await records.next();
    await consumer.close();
    expect(log).toEqual(['assigned 0,1', 'revoked 0,1']);
  });

  it('is waited for before a partition is let go, and may commit then', async () => {
    await produce(10, 1);
    const { log, note } = recorder();
    const held = Promise.withResolvers<void>();
    const consumer = member({
      autoCommit: false,
      onRebalance: {
        assigned: note('assigned'),
        revoked: async (partitions) => {
          note('revoked')(partitions);
          await held.promise;
          await consumer.commit();
        },
      },
    });
    const first = new Reader(consumer);
    await eventually(() => first.seen.length === 10);
    const second = new Reader(member());
    await eventually(() => log.length === 2);
    const { heartbeats } = cluster.groups;
    await eventually(() => cluster.groups.heartbeats > heartbeats + 3);
    expect(numbersOf(second.consumer.assignment())).toEqual([]);
    expect(committed(1)).toBeUndefined();
    held.resolve();
    await eventually(() => numbersOf(second.consumer.assignment()).includes(1));
    expect(committed(1)).toBe(10);
    expect(second.seen).toEqual([]);
    await first.close();
    expect(log).toEqual(['assigned 0,1', 'revoked 1', 'revoked 0']);
    await second.close();
  });

  it('is told of partitions that were lost, which are not told as revoked', async () => {
    await produce(10, 0);
    const { log, note } = recorder();
    const consumer = member({
      onRebalance: { assigned: note('assigned'), revoked: note('revoked'), lost: note('lost') },
    });
    consumer.on('lost', note('event lost'));
    consumer.on('revoked', note('event revoked'));
    const reader = new Reader(consumer);
    await eventually(() => reader.seen.length === 10);
    cluster.groups.fence('member-1');
    await eventually(() => cluster.groups.members.has('member-2'));
    await eventually(() => consumer.assignment().length === 2);
    await reader.close();
    expect(log).toEqual([
      'assigned 0,1',
      'event lost 0,1',
      'lost 0,1',
      'assigned 0,1',
      'revoked 0,1',
      'event revoked 0,1',
    ]);
  });

  it('ends the iteration with what it throws at an assignment, before anything is given', async () => {
    await produce(10, 0);
    const failures: unknown[] = [];
    let isBroken = true;
    await using consumer = member({
      onRebalance: {
        assigned: () => {
          if (isBroken) throw new RangeError('Mine');
        },
      },
    });
    consumer.on('listenerFailed', (thrown) => failures.push(thrown));
    await expect(consumer.records().next()).rejects.toThrow(RangeError);
    isBroken = false;
    expect(failures).toEqual([new RangeError('Mine')]);
    expect((await consumer.records().next()).value).toMatchObject({ offset: 0 });
  });

  it('keeps no partition by what it throws at a revocation', async () => {
    await produce(10, 1);
    const first = member({
      onRebalance: { revoked: () => Promise.reject(new RangeError('Mine')) },
    });
    const reader = new Reader(first);
    const outcome = reader.done.catch((error: unknown) => error);
    await eventually(() => reader.seen.length === 10);
    const second = new Reader(member());
    await eventually(() => numbersOf(second.consumer.assignment()).includes(1));
    expect(await outcome).toBeInstanceOf(RangeError);
    expect(committed(1)).toBe(10);
    const failures: unknown[] = [];
    first.on('listenerFailed', (thrown) => failures.push(thrown));
    await first.close();
    expect(failures).toHaveLength(1);
    await second.close();
  });

  it('that does not end keeps a partition no longer than its time', async () => {
    await produce(10, 1);
    const consumer = member({
      rebalanceTimeoutMs: 200,
      onRebalance: { revoked: () => new Promise(() => undefined) },
    });
    const reader = new Reader(consumer);
    const outcome = reader.done.catch((error: unknown) => error);
    await eventually(() => reader.seen.length === 10);
    const second = new Reader(member());
    await eventually(() => numbersOf(second.consumer.assignment()).includes(1));
    expect(await outcome).toMatchObject({ code: 'REQUEST_TIMED_OUT' });
    await consumer.close();
    await second.close();
  });
});

describe('a coordinator that is away for longer than the session timeout', () => {
  it('costs the partitions, not the member id: it comes back, holding nothing, and reads on', async () => {
    await produce(10, 0);
    const consumer = member({ sessionTimeoutMs: 400 });
    const lost: number[][] = [];
    consumer.on('lost', (partitions) => lost.push(numbersOf(partitions)));
    const reader = new Reader(consumer);
    await eventually(() => reader.seen.length === 10);
    await consumer.commit();
    cluster.groups.unavailable = new WeirError('COORDINATOR_NOT_AVAILABLE', 'Away');
    cluster.groups.breakStreams();
    await eventually(() => lost.length === 1);
    expect(consumer.assignment()).toEqual([]);
    expect(lost).toEqual([[0, 1]]);
    const { length } = cluster.groups.joins;
    const epoch = cluster.groups.members.get('member-1')?.memberEpoch;
    cluster.groups.unavailable = undefined;
    await eventually(() => consumer.assignment().length === 2);
    expect(cluster.groups.joins[length]).toMatchObject({
      memberId: 'member-1',
      memberEpoch: epoch,
      ownedPartitions: [],
    });
    await produce(5, 0);
    await eventually(() => reader.seen.length === 15);
    expect([...cluster.groups.members.keys()]).toEqual(['member-1']);
    await consumer.commit();
    expect(committed(0)).toBe(15);
    await reader.close();
  });

  it('is left when it holds the stream and is silent, and asked again until it answers', async () => {
    await produce(10, 0);
    const consumer = member({ sessionTimeoutMs: 400 });
    const lost: number[][] = [];
    consumer.on('lost', (partitions) => lost.push(numbersOf(partitions)));
    const reader = new Reader(consumer);
    await eventually(() => reader.seen.length === 10);
    await consumer.commit();
    cluster.groups.isSilent = true;
    await eventually(() => lost.length === 1);
    cluster.groups.isSilent = false;
    await eventually(() => consumer.assignment().length === 2);
    expect([...cluster.groups.members.keys()]).toEqual(['member-1']);
    await produce(5, 0);
    await eventually(() => reader.seen.length === 15);
    await reader.close();
  });

  it('has it start over when the group has given it up', async () => {
    await produce(10, 0);
    const consumer = member({ sessionTimeoutMs: 400 });
    const reader = new Reader(consumer);
    await eventually(() => reader.seen.length === 10);
    await consumer.commit();
    cluster.groups.unavailable = new WeirError('COORDINATOR_NOT_AVAILABLE', 'Away');
    cluster.groups.breakStreams();
    await eventually(() => consumer.assignment().length === 0);
    cluster.groups.members.clear();
    cluster.groups.unavailable = undefined;
    await eventually(() => consumer.assignment().length === 2);
    expect([...cluster.groups.members.keys()]).toEqual(['member-2']);
    await reader.close();
  });

  it('does not answer for what was being let go when everything was lost', async () => {
    await produce(10, 1);
    const consumer = member({ sessionTimeoutMs: 500 });
    const lost: number[][] = [];
    consumer.on('lost', (partitions) => lost.push(numbersOf(partitions)));
    const batches = consumer.batches();
    const batch = (await batches.next()).value;
    const second = new Reader(member());
    await eventually(() => batch?.signal.aborted === true);
    cluster.groups.unavailable = new WeirError('COORDINATOR_NOT_AVAILABLE', 'Away');
    cluster.groups.breakStreams();
    await eventually(() => consumer.assignment().length === 0);
    cluster.groups.unavailable = undefined;
    await eventually(() => numbersOf(second.consumer.assignment()).includes(1));
    await eventually(() => numbersOf(consumer.assignment()).join() === '0');
    expect(lost).toEqual([[0, 1]]);
    const next = batches.next();
    await consumer.close();
    await next;
    await second.close();
  });
});

describe('close', () => {
  it('commits once and leaves once, and only leaves with nothing to commit', async () => {
    await produce(10, 0);
    const busy = new Reader(member());
    await eventually(() => busy.seen.length === 10);
    await busy.close();
    expect(cluster.groups.commits).toHaveLength(1);
    expect(cluster.groups.leaves).toBe(1);
    const idle = new Reader(member());
    await eventually(() => idle.consumer.assignment().length === 2);
    await idle.close();
    expect(cluster.groups.commits).toHaveLength(1);
    expect(cluster.groups.leaves).toBe(2);
  });

  it('waits for a commit of the application that is under way', async () => {
    await produce(10, 0);
    const reader = new Reader(member({ autoCommit: false }));
    await eventually(() => reader.seen.length === 10);
    const commit = reader.consumer.commit();
    await reader.close();
    await commit;
    expect(committed(0)).toBe(10);
  });

  it('waits for nothing while it tries to come back, or to connect', async () => {
    const reader = new Reader(member());
    await eventually(() => reader.consumer.assignment().length === 2);
    cluster.groups.unavailable = new WeirError('COORDINATOR_NOT_AVAILABLE', 'Away');
    cluster.groups.breakStreams();
    const { length } = cluster.groups.joins;
    await eventually(() => cluster.groups.refusedJoins > 2);
    expect(cluster.groups.joins).toHaveLength(length);
    const startedAtMs = performance.now();
    await reader.close();
    expect(performance.now() - startedAtMs).toBeLessThan(1_500);
    expect(cluster.groups.leaves).toBe(0);
  });

  it('takes no longer than its limit when the coordinator does not answer', async () => {
    await produce(10, 0);
    const reader = new Reader(member());
    await eventually(() => reader.seen.length === 10);
    const failures: string[] = [];
    reader.consumer.on('commitFailed', ({ code }) => failures.push(code));
    await cluster.stopNode(1);
    const startedAtMs = performance.now();
    await reader.close();
    const tookMs = performance.now() - startedAtMs;
    expect(tookMs).toBeGreaterThan(1_500);
    expect(tookMs).toBeLessThan(10_000);
    expect(failures).toHaveLength(1);
  });

  it('is over at once when the coordinator is gone and there is nothing to commit', async () => {
    const reader = new Reader(member());
    await eventually(() => reader.consumer.assignment().length === 2);
    await cluster.stopNode(1);
    const startedAtMs = performance.now();
    await reader.close();
    expect(performance.now() - startedAtMs).toBeLessThan(1_500);
  });
});
