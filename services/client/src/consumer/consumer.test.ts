import { setImmediate as nextTurn } from 'node:timers/promises';
import { WeirError } from '@weir/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import type { ProducerRecord } from '../producer/producer-record.ts';
import { Weir } from '../weir.ts';
import type { Consumer } from './consumer.ts';

let cluster: FakeCluster;
let weir: Weir;

beforeEach(async () => {
  cluster = await FakeCluster.start(2);
  weir = new Weir({ bootstrap: cluster.address });
});

afterEach(async () => {
  await weir.close();
  await cluster[Symbol.asyncDispose]();
});

/** Sends numbered records in batches of ten. */
async function produce(count: number, record: Partial<ProducerRecord> = {}): Promise<void> {
  await using producer = weir.producer();
  for (let first = 0; first < count; first += 10) {
    const numbers = Array.from({ length: Math.min(10, count - first) }, (_none, at) => first + at);
    await producer.sendMany(
      numbers.map((number) => ({ topic: 't', value: `${number}`, ...record })),
    );
  }
}

async function readAll(consumer: Consumer): Promise<string[]> {
  const values: string[] = [];
  for await (const record of consumer.records({ untilEnd: true })) values.push(record.text() ?? '');
  return values;
}

describe.each(['push', 'pull'] as const)('%s', (mode) => {
  it('reads all partitions of a topic, each in order', async () => {
    cluster.createTopic('t', 4);
    await using producer = weir.producer();
    await producer.sendMany(
      Array.from({ length: 1_000 }, (_none, at) => ({
        topic: 't',
        partition: at % 4,
        value: `${at}`,
      })),
    );
    await using consumer = weir.consumer({ topics: ['t'], mode });
    const seen = new Map<number, number[]>();
    for await (const batch of consumer.batches({ untilEnd: true })) {
      const offsets = [...batch.records].map(({ offset }) => offset);
      expect(offsets[0]).toBe(batch.firstOffset);
      seen.set(batch.partition, [...(seen.get(batch.partition) ?? []), ...offsets]);
    }
    expect(seen.size).toBe(4);
    for (const offsets of seen.values()) {
      expect(offsets).toEqual(Array.from({ length: 250 }, (_none, at) => at));
    }
  });

  it('starts where it is told', async () => {
    cluster.createTopic('t');
    await produce(20, { timestampMs: 1_000 });
    await produce(20, { timestampMs: 2_000 });
    const starts = ['earliest', 'latest', { offset: 15 }, { timestampMs: 1_500 }] as const;
    const counts: number[] = [];
    for (const from of starts) {
      await using consumer = weir.consumer({ topics: ['t'], from, mode });
      counts.push((await readAll(consumer)).length);
    }
    expect(counts).toEqual([40, 0, 25, 20]);
  });

  it('lets other events in while it gives what was read ahead', async () => {
    const valueBytes = 100 * 1024;
    cluster.createTopic('t');
    await using producer = weir.producer({ batchBytes: 1_024 });
    const value = Buffer.alloc(valueBytes);
    await producer.sendMany(Array.from({ length: 60 }, () => ({ topic: 't', value })));
    await using consumer = weir.consumer({ topics: ['t'], mode });
    const batches = consumer.batches({ untilEnd: true });
    await batches.next();
    for (let turn = 0; turn < 500; turn += 1) await nextTurn();

    let bytesInTurn = 0;
    let mostInTurn = 0;
    let isOver = false;
    const countTurn = (): void => {
      bytesInTurn = 0;
      if (!isOver) setImmediate(countTurn);
    };
    countTurn();
    for await (const { sizeBytes } of batches) {
      bytesInTurn += sizeBytes;
      mostInTurn = Math.max(mostInTurn, bytesInTurn);
    }
    isOver = true;
    expect(mostInTurn).toBeGreaterThan(valueBytes);
    expect(mostInTurn).toBeLessThan(1024 * 1024 + 2 * valueBytes);
  });

  it('waits at the end and reads what comes', async () => {
    cluster.createTopic('t');
    await using consumer = weir.consumer({ topics: ['t'], mode });
    const records = consumer.records();
    const next = records.next();
    await produce(1);
    expect((await next).value?.text()).toBe('0');
  });

  it('follows a leader that moves', async () => {
    const [log] = cluster.createTopic('t');
    await produce(10);
    await using consumer = weir.consumer({ topics: ['t'], mode });
    const values: string[] = [];
    const records = consumer.records();
    for (let count = 0; count < 10; count += 1) {
      values.push((await records.next()).value?.text() ?? '');
    }
    if (log !== undefined) cluster.moveLeader(log, 2);
    await produce(10);
    for (let count = 0; count < 10; count += 1) {
      values.push((await records.next()).value?.text() ?? '');
    }
    expect(values).toEqual([...values.slice(0, 10), ...values.slice(0, 10)]);
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(20);
  });

  it('goes on where it was when a node dies', async () => {
    const logs = cluster.createTopic('t', 2);
    await produce(20, { partition: 1 });
    await using consumer = weir.consumer({ topics: ['t'], mode });
    const records = consumer.records();
    const offsets: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      offsets.push((await records.next()).value?.offset ?? -1);
    }
    await cluster.stopNode(2);
    if (logs[1] !== undefined) cluster.moveLeader(logs[1], 1);
    await produce(5, { partition: 1 });
    for (let count = 0; count < 20; count += 1) {
      offsets.push((await records.next()).value?.offset ?? -1);
    }
    expect(offsets).toEqual(Array.from({ length: 25 }, (_none, at) => at));
  });

  it('throws when its offset is out of range, with the range, and moves under a policy', async () => {
    cluster.createTopic('t');
    await produce(20);
    await using strict = weir.consumer({ topics: ['t'], from: { offset: 1_000 }, mode });
    await expect(strict.records().next()).rejects.toMatchObject({
      code: 'OFFSET_OUT_OF_RANGE',
      message: expect.stringContaining('t/0 at offset 1000') as string,
      metadata: { log_start_offset: '0', high_watermark: '20', offset: '1000' },
    });
    await using lenient = weir.consumer({
      topics: ['t'],
      from: { offset: 1_000 },
      offsetReset: 'earliest',
      mode,
    });
    expect(await readAll(lenient)).toHaveLength(20);
  });

  it('tells of a position that was out of range, and how it moved, after what it had read', async () => {
    const [log] = cluster.createTopic('t');
    await produce(20);
    await using consumer = weir.consumer({ topics: ['t'], offsetReset: 'latest', mode });
    const moves: unknown[] = [];
    consumer.on('outOfRange', (move) => moves.push(move));
    const records = consumer.records();
    for (let count = 0; count < 20; count += 1) await records.next();
    const next = records.next();
    if (log !== undefined) {
      log.logEndOffset = 100;
      log.logStartOffset = 50;
      cluster.moveLeader(log, 2);
    }
    await eventually(() => moves.length > 0);
    expect(moves).toEqual([{ topic: 't', partition: 0, from: 20, to: 100 }]);
    await produce(1, { value: 'after' });
    expect((await next).value?.text()).toBe('after');
  });

  it('gives what it has read before it moves', async () => {
    const [log] = cluster.createTopic('t');
    await produce(20);
    await using consumer = weir.consumer({ topics: ['t'], offsetReset: 'earliest', mode });
    const moves: unknown[] = [];
    consumer.on('outOfRange', (move) => moves.push(move));
    const records = consumer.records();
    for (let count = 0; count < 15; count += 1) await records.next();
    if (log !== undefined) {
      log.logEndOffset = 100;
      log.logStartOffset = 50;
      cluster.moveLeader(log, 2);
    }
    await eventually(() => cluster.node(2).log.fetchedFrom.length > 0);
    for (let offset = 15; offset < 20; offset += 1) {
      expect((await records.next()).value).toMatchObject({ offset });
    }
    expect(moves).toEqual([]);
    const next = records.next();
    await produce(1, { value: 'after' });
    expect((await next).value?.text()).toBe('after');
    expect(moves).toEqual([{ topic: 't', partition: 0, from: 20, to: 50 }]);
  });

  it('throws when records below its position were lost, and says where the logs diverge', async () => {
    const [log] = cluster.createTopic('t');
    await produce(20);
    await using consumer = weir.consumer({ topics: ['t'], mode });
    const records = consumer.records();
    for (let count = 0; count < 20; count += 1) await records.next();
    const next = records.next();
    log?.truncate(10);
    if (log !== undefined) cluster.moveLeader(log, 2);
    await expect(next).rejects.toMatchObject({
      code: 'TRUNCATED_LOG',
      message: expect.stringContaining('t/0 at offset 20') as string,
      metadata: { topic: 't', partition: '0', offset: '20', leader_epoch: '1', end_offset: '10' },
    });
    consumer.seek({ topic: 't', partition: 0, offset: 10, leaderEpoch: 1 });
    await produce(1, { value: 'after' });
    expect((await consumer.records().next()).value).toMatchObject({ offset: 10 });
  });

  it('goes on where a truncated log diverges under a policy, and tells of it', async () => {
    const [log] = cluster.createTopic('t');
    await produce(20);
    await using consumer = weir.consumer({ topics: ['t'], offsetReset: 'latest', mode });
    const moves: unknown[] = [];
    consumer.on('truncated', (move) => moves.push(move));
    const records = consumer.records();
    for (let count = 0; count < 20; count += 1) await records.next();
    const next = records.next();
    log?.truncate(10);
    if (log !== undefined) cluster.moveLeader(log, 2);
    await produce(30, { value: 'after' });
    const value = (await next).value;
    expect(value).toMatchObject({ offset: 10 });
    expect(value?.text()).toBe('after');
    expect(moves).toEqual([{ topic: 't', partition: 0, from: 20, to: 10 }]);
    for (let count = 1; count < 30; count += 1) {
      expect((await records.next()).value?.offset).toBe(10 + count);
    }
  });

  it('says under which epoch it goes on, also by a seek', async () => {
    cluster.createTopic('t');
    await produce(20);
    await using consumer = weir.consumer({ topics: ['t'], mode });
    const records = consumer.records();
    await records.next();
    consumer.seek({ topic: 't', partition: 0, offset: 10, leaderEpoch: 7 });
    await expect(records.next()).rejects.toMatchObject({ code: 'TRUNCATED_LOG' });
    expect(cluster.node(1).log.fetchedFrom).toContainEqual({
      fetchOffset: 10,
      lastFetchedEpoch: 7,
    });
    expect(() => {
      consumer.seek({ topic: 't', partition: 0, offset: 10, leaderEpoch: -1 });
    }).toThrow(WeirError);
  });

  it('passes over control batches, with its position', async () => {
    const [log] = cluster.createTopic('t');
    await produce(10);
    log?.appendControl();
    await using consumer = weir.consumer({ topics: ['t'], mode });
    expect(await readAll(consumer)).toHaveLength(10);
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(11);
  });

  it('throws on damaged bytes, naming the partition', async () => {
    const [log] = cluster.createTopic('t');
    await produce(1);
    const bytes = log?.batches[0]?.bytes;
    bytes?.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
    await using consumer = weir.consumer({ topics: ['t'], mode });
    await expect(consumer.records().next()).rejects.toMatchObject({
      code: 'CORRUPT_BATCH',
      metadata: { topic: 't', partition: '0' },
    });
  });
});

describe('the application', () => {
  it('may seek back and forth', async () => {
    cluster.createTopic('t');
    await produce(30);
    await using consumer = weir.consumer({ topics: ['t'] });
    const records = consumer.records({ untilEnd: true });
    expect((await records.next()).value?.offset).toBe(0);
    consumer.seek({ topic: 't', partition: 0, offset: 25 });
    expect((await records.next()).value?.offset).toBe(25);
    consumer.seek({ topic: 't', partition: 0, offset: 3 });
    expect((await records.next()).value?.offset).toBe(3);
    expect((await records.next()).value?.offset).toBe(4);
  });

  it('may pause and resume a partition without losing its place', async () => {
    cluster.createTopic('t', 2);
    await produce(20, { partition: 0 });
    await using consumer = weir.consumer({ topics: ['t'] });
    const records = consumer.records();
    for (let count = 0; count < 15; count += 1) await records.next();
    consumer.pause([{ topic: 't', partition: 0 }]);
    await produce(10, { partition: 1 });
    const partitions: number[] = [];
    // The batch in hand is given to its end, then the other partition has its turn.
    for (let count = 0; count < 15; count += 1) {
      partitions.push((await records.next()).value?.partition ?? -1);
    }
    expect(partitions.slice(5).every((partition) => partition === 1)).toBe(true);
    consumer.resume([{ topic: 't', partition: 0 }]);
    await produce(1, { partition: 0 });
    expect((await records.next()).value).toMatchObject({ partition: 0, offset: 20 });
  });

  it('may go on with another iteration after leaving one', async () => {
    cluster.createTopic('t');
    await produce(30);
    await using consumer = weir.consumer({ topics: ['t'] });
    for await (const record of consumer.records()) if (record.offset === 4) break;
    expect((await readAll(consumer))[0]).toBe('5');
  });

  it('may end an iteration by a signal, without an error', async () => {
    cluster.createTopic('t');
    await using consumer = weir.consumer({ topics: ['t'] });
    const controller = new AbortController();
    const ended = consumer.records({ signal: controller.signal }).next();
    controller.abort();
    expect(await ended).toEqual({ done: true, value: undefined });
  });

  it('may iterate only once at a time', () => {
    const consumer = weir.consumer({ topics: ['t'] });
    consumer.records();
    expect(() => consumer.batches()).toThrow('being iterated already');
  });

  it('is told what does not exist', async () => {
    cluster.createTopic('t');
    await expect(
      weir
        .consumer({ topics: ['nowhere'] })
        .records()
        .next(),
    ).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
      message: expect.stringContaining('nowhere') as string,
    });
    const assignment = [{ topic: 't', partition: 9 }];
    await expect(weir.consumer({ assignment }).records().next()).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });

  it('reads named partitions, each from its own place', async () => {
    cluster.createTopic('t', 3);
    for (const partition of [0, 1, 2]) await produce(10, { partition });
    await using consumer = weir.consumer({
      assignment: [
        { topic: 't', partition: 0, from: { offset: 8 } },
        { topic: 't', partition: 2 },
      ],
    });
    expect(await readAll(consumer)).toHaveLength(12);
    expect(consumer.assignment()).toEqual([
      { topic: 't', partition: 0 },
      { topic: 't', partition: 2 },
    ]);
    expect(await consumer.endOffsets()).toEqual([
      { topic: 't', partition: 0, offset: 10 },
      { topic: 't', partition: 2, offset: 10 },
    ]);
  });
});

describe('memory', () => {
  it('is bounded: a reader that does not read gets no more than its window', async () => {
    cluster.createTopic('t', 1);
    await using producer = weir.producer({ batchBytes: 10_000 });
    const value = 'x'.repeat(1_000);
    await producer.sendMany(Array.from({ length: 1_000 }, () => ({ topic: 't', value })));
    await using consumer = weir.consumer({ topics: ['t'], maxBufferedBytes: 128 * 1024 });
    const batches = consumer.batches({ untilEnd: true });
    await batches.next();
    const { log } = cluster.node(1);
    for (let turns = 0; turns < 50; turns += 1) await nextTurn();
    expect(log.sentBytes).toBeGreaterThan(32 * 1024);
    expect(log.sentBytes).toBeLessThan(80 * 1024);
    let count = 1;
    while ((await batches.next()).done !== true) count += 1;
    expect(count).toBeGreaterThan(100);
    expect(log.sentBytes).toBeGreaterThan(1_000_000);
  });

  it('ends the streams that it does not need', async () => {
    cluster.createTopic('t');
    const consumer = weir.consumer({ topics: ['t'] });
    const next = consumer.records().next();
    await eventually(() => cluster.node(1).log.openFetchStreams === 1);
    await consumer.close();
    expect((await next).done).toBe(true);
    await eventually(() => cluster.node(1).log.openFetchStreams === 0);
  });
});

describe('commits without membership', () => {
  it('go to the group under no member, and are where the next reader starts', async () => {
    cluster.createTopic('t');
    await produce(10);
    const assignment = [{ topic: 't', partition: 0 }];
    const first = weir.consumer({ groupId: 'g', assignment, autoCommit: false });
    for await (const record of first.records()) {
      if (record.offset < 6) continue;
      await first.commit();
      break;
    }
    await first.close();
    expect(cluster.groups.commits[0]).toMatchObject({ memberId: '', memberEpoch: 0 });
    await using second = weir.consumer({ groupId: 'g', assignment });
    expect(await second.committed([{ topic: 't', partition: 0 }])).toMatchObject([{ offset: 7 }]);
    expect(await readAll(second)).toEqual(['7', '8', '9']);
  });

  it('bring their leader epoch, by which a truncation while nobody read is seen', async () => {
    const [log] = cluster.createTopic('t');
    await produce(10);
    const assignment = [{ topic: 't', partition: 0 }];
    const first = weir.consumer({ groupId: 'g', assignment });
    expect(await readAll(first)).toHaveLength(10);
    await first.close();
    log?.truncate(0);
    if (log !== undefined) cluster.moveLeader(log, 2);
    await produce(20);
    await using second = weir.consumer({ groupId: 'g', assignment });
    await expect(second.records().next()).rejects.toMatchObject({
      code: 'TRUNCATED_LOG',
      metadata: { offset: '10', end_offset: '-1' },
    });
  });

  it('are refused without a group', async () => {
    const consumer = weir.consumer({ topics: ['t'] });
    await expect(consumer.commit()).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(() => consumer.seek({ topic: 't', partition: 0, offset: 0 })).toThrow(WeirError);
  });
});
