import { readRecords, WeirError } from '@weir/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import type { FakePartition } from '../../test/fake-partition.ts';
import { Weir } from '../weir.ts';
import type { DeliveryListener } from './posted-run.ts';

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

function valuesIn(log: FakePartition | undefined): string[] {
  return (log?.batches ?? []).flatMap(({ bytes }) =>
    [...readRecords(bytes)].map((record) => record.value?.toString() ?? ''),
  );
}

const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_none, index) => String(index));

describe('where records go', () => {
  it('takes the partition of the key that Kafka takes, and the one that is named', async () => {
    const logs = cluster.createTopic('t', 6);
    await using producer = weir.producer();
    const sent = await Promise.all([
      producer.send({ topic: 't', key: 'a', value: '1' }),
      producer.send({ topic: 't', key: Buffer.from('a'), value: '2' }),
      producer.send({ topic: 't', key: 'a', partition: 5, value: '3' }),
    ]);
    expect(sent.map(({ partition }) => partition)).toEqual([4, 4, 5]);
    expect(valuesIn(logs[4])).toEqual(['1', '2']);
  });

  it('spreads records without a key over all partitions, batch by batch', async () => {
    const logs = cluster.createTopic('t', 3);
    await using producer = weir.producer();
    for (const value of numbers(9)) await producer.send({ topic: 't', value });
    expect(logs.map((log) => log.logEndOffset)).toEqual([3, 3, 3]);
  });

  it('writes headers, keys, null and timestamps as they are given', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer();
    const headers = { trace: 'abc', none: null };
    await producer.send({ topic: 't', key: 'k', value: null, headers, timestampMs: 1_234 });
    const [record] = readRecords(log?.batches[0]?.bytes ?? Buffer.alloc(0));
    expect(record?.value).toBeNull();
    expect(record?.timestampMs).toBe(1_234);
    expect(record?.headers.map(({ key, value }) => [key, value?.toString() ?? null])).toEqual([
      ['trace', 'abc'],
      ['none', null],
    ]);
  });

  it.each([
    [{ topic: 'nowhere', value: '' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    [{ topic: 't', partition: 1, value: '' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    [{ topic: 't', partition: -1, value: '' }, 'INVALID_REQUEST'],
    [{ topic: 't', timestampMs: -1, value: '' }, 'INVALID_TIMESTAMP'],
    [{ topic: 't', value: Buffer.alloc(9_000_000) }, 'RECORD_BATCH_TOO_LARGE'],
  ] as const)('refuses %o', async (record, code) => {
    cluster.createTopic('t');
    await using producer = weir.producer();
    await expect(producer.send(record)).rejects.toMatchObject({ code });
    await expect(producer.sendMany([record])).rejects.toMatchObject({ code });
  });

  it('takes partitions that are added while it runs', async () => {
    cluster.createTopic('t');
    await using producer = weir.producer();
    await producer.send({ topic: 't', value: '0' });
    cluster.addPartitions('t', 3);
    const sent = await eventually(() =>
      producer.send({ topic: 't', partition: 2, value: '1' }).catch(() => undefined),
    );
    expect(sent).toMatchObject({ partition: 2, offset: 0 });
  });
});

describe('batches', () => {
  it('holds all records of one turn in one batch', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer();
    await producer.send({ topic: 't', value: 'first' });
    await Promise.all(numbers(100).map((value) => producer.send({ topic: 't', value })));
    expect(log?.batches).toHaveLength(2);
    expect(valuesIn(log)).toEqual(['first', ...numbers(100)]);
  });

  it('never grows beyond max.message.bytes of its topic', async () => {
    const [log] = cluster.createTopic('t', 1, { 'max.message.bytes': '2000' });
    await using producer = weir.producer();
    await Promise.all(
      numbers(100).map(() => producer.send({ topic: 't', value: 'x'.repeat(100) })),
    );
    expect(Math.max(...(log?.batches ?? []).map(({ bytes }) => bytes.length))).toBeLessThan(2_001);
  });

  it.each(['gzip', 'zstd'] as const)('compresses with %s', async (compression) => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer({ compression });
    const values = Array.from({ length: 5_000 }, (_none, index) => `value ${index % 7}`);
    await producer.sendMany(values.map((value) => ({ topic: 't', value })));
    expect(valuesIn(log)).toEqual(values);
    const bytes = (log?.batches ?? []).reduce((sum, batch) => sum + batch.bytes.length, 0);
    expect(bytes).toBeLessThan(20_000);
  });

  it('waits when the buffer is full, and delivers all in order', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer({ bufferBytes: 2_048, batchBytes: 1_024 });
    const values = numbers(500).map((value) => value.padStart(50));
    await Promise.all(values.map((value) => producer.send({ topic: 't', value })));
    expect(valuesIn(log)).toEqual(values);
  });
});

describe('sending many', () => {
  it('resolves with the place of what was sent', async () => {
    const logs = cluster.createTopic('t', 2);
    await using producer = weir.producer();
    let batches = 0;
    const records = numbers(10_000).map((value) => ({ topic: 't', key: value, value }));
    const summary = await producer.sendMany(records, {
      onBatch: () => {
        batches += 1;
      },
    });
    expect(summary.recordCount).toBe(10_000);
    expect(batches).toBeGreaterThan(1);
    for (const { partition, firstOffset, lastOffset, recordCount } of summary.partitions) {
      expect(firstOffset).toBe(0);
      expect(lastOffset).toBe((logs[partition]?.logEndOffset ?? 0) - 1);
      expect(recordCount).toBe(logs[partition]?.logEndOffset);
    }
  });

  it('takes records from an asynchronous source no faster than the buffer allows', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer({ bufferBytes: 4_096, batchBytes: 1_024 });
    async function* source(): AsyncGenerator<{ topic: string; value: string }> {
      for (const value of numbers(1_000)) {
        await Promise.resolve();
        yield { topic: 't', value };
      }
    }
    await producer.sendMany(source());
    expect(valuesIn(log)).toEqual(numbers(1_000));
  });

  it('says how many were acknowledged when some fail', async () => {
    cluster.createTopic('t', 1, { 'max.message.bytes': '2000' });
    await using producer = weir.producer();
    const values = ['a', 'x'.repeat(3_000), 'b'];
    await expect(
      producer.sendMany(values.map((value) => ({ topic: 't', value }))),
    ).rejects.toMatchObject({
      code: 'RECORD_BATCH_TOO_LARGE',
      message: expect.stringMatching(/^t\/0: .*2000/) as string,
      metadata: { failed_records: '1', acknowledged_records: '2' },
    });
  });

  it('stops taking records when aborted', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer();
    const controller = new AbortController();
    function* source(): Generator<{ topic: string; value: string }> {
      yield { topic: 't', value: 'a' };
      controller.abort();
      yield { topic: 't', value: 'b' };
    }
    const { signal } = controller;
    await expect(producer.sendMany(source(), { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(valuesIn(log)).toEqual(['a']);
  });
});

describe('when something breaks', () => {
  it.each([true, false])('follows a leader that moved (told by a hint: %s)', async (hasHints) => {
    const [log] = cluster.createTopic('t');
    cluster.hasHints = hasHints;
    await using producer = weir.producer();
    await producer.send({ topic: 't', value: '0' });
    if (log !== undefined) cluster.moveLeader(log, 2, { publish: !hasHints });
    await producer.send({ topic: 't', value: '1' });
    expect(valuesIn(log)).toEqual(['0', '1']);
    expect(cluster.node(2).log.produced).toHaveLength(1);
  });

  it('resends what was appended but never answered, and it stands there once', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer({ batchBytes: 1_024 });
    let breaks = 3;
    cluster.node(1).log.faults.breakInsteadOfAnswer = () => {
      breaks -= 1;
      return breaks >= 0;
    };
    await Promise.all(numbers(1_000).map((value) => producer.send({ topic: 't', value })));
    expect(breaks).toBeLessThan(0);
    expect(valuesIn(log)).toEqual(numbers(1_000));
  });

  it('resends in order when a batch in the middle is refused for a while', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer({ batchBytes: 1_024 });
    let refusals = 0;
    cluster.node(1).log.faults.refuse = () => {
      refusals += 1;
      const isRefused = refusals % 3 === 0 && refusals < 30;
      return isRefused ? new WeirError('NOT_ENOUGH_REPLICAS', 'Too few') : undefined;
    };
    await Promise.all(numbers(2_000).map((value) => producer.send({ topic: 't', value })));
    expect(refusals).toBeGreaterThan(30);
    expect(valuesIn(log)).toEqual(numbers(2_000));
  });

  it('loses only the batch that is rejected, and goes on under the next epoch', async () => {
    const [log] = cluster.createTopic('t', 1, { 'max.message.bytes': '2000' });
    await using producer = weir.producer();
    await producer.send({ topic: 't', value: 'first' });
    const values = ['a', 'x'.repeat(3_000), 'b', 'c'.repeat(1_500), 'd'.repeat(1_500)];
    const sent = await Promise.allSettled(
      values.map((value) => producer.send({ topic: 't', value })),
    );
    expect(sent.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
    ]);
    expect(valuesIn(log).map((value) => value.slice(0, 5))).toEqual([
      ...['first', 'a', 'b', 'ccccc', 'ddddd'],
    ]);
  });

  it('rejects with the deadline, naming what stood in the way', async () => {
    cluster.createTopic('t');
    cluster.node(1).log.faults.refuse = () =>
      new WeirError('NOT_ENOUGH_REPLICAS', 'Too few replicas');
    await using producer = weir.producer({ deliveryTimeoutMs: 200 });
    await expect(producer.send({ topic: 't', value: 'a' })).rejects.toMatchObject({
      code: 'DELIVERY_TIMED_OUT',
      message: expect.stringContaining('Too few replicas') as string,
      metadata: { last_error: 'NOT_ENOUGH_REPLICAS', topic: 't', partition: '0' },
    });
  });

  it('survives the death of a leader', async () => {
    const logs = cluster.createTopic('t', 2);
    await using producer = weir.producer();
    await producer.send({ topic: 't', partition: 1, value: '0' });
    await cluster.stopNode(2);
    const sent = producer.send({ topic: 't', partition: 1, value: '1' });
    if (logs[1] !== undefined) cluster.moveLeader(logs[1], 1);
    expect(await sent).toMatchObject({ partition: 1, offset: 1 });
  });

  it('fails the records of a topic that was deleted, and takes one that came in its place', async () => {
    cluster.createTopic('t');
    cluster.node(1).log.faults.refuse = () => new WeirError('LEADER_NOT_AVAILABLE', 'None');
    await using producer = weir.producer();
    const sent = producer.send({ topic: 't', value: 'old' });
    sent.catch(() => undefined);
    await eventually(() => cluster.node(1).log.produced.length > 0);
    cluster.deleteTopic('t');
    await expect(sent).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PARTITION' });
    cluster.node(1).log.faults.refuse = () => undefined;
    const [log] = cluster.createTopic('t');
    await producer.send({ topic: 't', value: 'new' });
    expect(valuesIn(log)).toEqual(['new']);
  });

  it.each([{}, { name: 'p' }])(
    'appends to a topic that a lost store had forgotten for a while: %o',
    async (options) => {
      const [log] = cluster.createTopic('t');
      await using producer = weir.producer(options);
      for (const value of ['0', '1', '2']) await producer.send({ topic: 't', value });
      const bringBack = cluster.deleteTopic('t');
      const missing = { code: 'UNKNOWN_TOPIC_OR_PARTITION' };
      await eventually(async () => {
        await expect(producer.send({ topic: 't', value: 'x' })).rejects.toMatchObject(missing);
        return true;
      });
      bringBack();
      await producer.send({ topic: 't', value: '3' });
      await producer.send({ topic: 't', value: '4' });
      expect(valuesIn(log)).toEqual(['0', '1', '2', '3', '4']);
    },
  );
});

describe('acks', () => {
  it('none knows no offset and numbers no batch', async () => {
    const [log] = cluster.createTopic('t');
    await using producer = weir.producer({ acks: 'none' });
    expect(await producer.send({ topic: 't', value: 'a' })).toMatchObject({ offset: -1 });
    expect(log?.producers.size).toBe(0);
  });

  it('are passed on to the leader', async () => {
    cluster.createTopic('t');
    await using producer = weir.producer({ acks: 'leader' });
    await producer.send({ topic: 't', value: 'a' });
    expect(cluster.node(1).log.produced[0]?.acks).toBe('ACKS_LEADER');
  });
});

describe('a named producer', () => {
  it('fences the instance before it, which then fails at once', async () => {
    const [log] = cluster.createTopic('t');
    const before = weir.producer({ name: 'p' });
    await before.send({ topic: 't', value: 'a' });
    const after = weir.producer({ name: 'p' });
    await after.send({ topic: 't', value: 'b' });
    const code = 'INVALID_PRODUCER_EPOCH';
    await expect(before.send({ topic: 't', value: 'c' })).rejects.toMatchObject({ code });
    await expect(before.send({ topic: 't', value: 'd' })).rejects.toMatchObject({ code });
    expect(valuesIn(log)).toEqual(['a', 'b']);
  });

  it('knows how far its last instance came', async () => {
    cluster.createTopic('t');
    const before = weir.producer({ name: 'p' });
    await before.sendMany(numbers(3).map((value) => ({ topic: 't', value })));
    await before.close();
    const after = weir.producer({ name: 'p' });
    expect(await after.lastAppended('t', 0)).toMatchObject({ sequence: 2, producerEpoch: 0 });
    await expect(weir.producer().lastAppended('t', 0)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it('reads the last record of its last instance', async () => {
    const [log] = cluster.createTopic('t');
    const before = weir.producer({ name: 'p' });
    const records = numbers(3).map((value) => ({ topic: 't', value, headers: { at: value } }));
    await before.sendMany(records);
    await before.close();
    const after = weir.producer({ name: 'p' });
    const last = await after.lastRecord('t', 0, { timeoutMs: 5_000 });
    expect(last).toMatchObject({ offset: 2, sequence: 2 });
    expect(last?.headers?.map(({ value }) => value?.toString())).toEqual(['2']);
    if (log !== undefined) log.logStartOffset = 3;
    expect(await after.lastRecord('t', 0, { timeoutMs: 5_000 })).toMatchObject({
      offset: 2,
      headers: undefined,
    });
  });

  it('does not write behind a record that it has not seen', async () => {
    const [log] = cluster.createTopic('t');
    const before = weir.producer({ name: 'p' });
    const after = weir.producer({ name: 'p' });
    await before.send({ topic: 't', value: 'a' });
    expect(await after.lastAppended('t', 0)).toMatchObject({ offset: 0 });
    // The older instance is fenced only once the newer one has written.
    await before.send({ topic: 't', value: 'b' });
    const code = 'PRODUCER_STATE_CHANGED';
    await expect(after.send({ topic: 't', value: 'c' })).rejects.toMatchObject({ code });
    await expect(after.send({ topic: 't', value: 'd' })).rejects.toMatchObject({ code });
    expect(await after.lastAppended('t', 0)).toMatchObject({ offset: 1 });
    await after.send({ topic: 't', value: 'e' });
    expect(valuesIn(log)).toEqual(['a', 'b', 'e']);
  });

  it('goes on after a rejected batch from what the leader has', async () => {
    const [log] = cluster.createTopic('t', 1, { 'max.message.bytes': '2000' });
    const producer = weir.producer({ name: 'p' });
    const values = ['a', 'x'.repeat(3_000), 'b'];
    await Promise.allSettled(values.map((value) => producer.send({ topic: 't', value })));
    expect(valuesIn(log)).toEqual(['a', 'b']);
    expect(cluster.registrations.get('p')?.producerEpoch).toBe(0);
  });
});

describe('posted records', () => {
  class Heard implements DeliveryListener {
    readonly told: string[] = [];

    delivered(firstToken: number, count: number, partition: number, baseOffset: number): void {
      this.told.push(`${firstToken}+${count} in ${partition} at ${baseOffset}`);
    }

    failed(firstToken: number, count: number, partition: number, error: WeirError): void {
      this.told.push(`${firstToken}+${count} in ${partition} ${error.code}`);
    }
  }

  it('are told of run by run, though several senders share their batches', async () => {
    cluster.createTopic('t', 2);
    await using producer = weir.producer();
    expect(await producer.prepare('t')).toMatchObject({ partitionCount: 2 });
    const [left, right] = [new Heard(), new Heard()];
    const post = (listener: DeliveryListener, token: number, partition: number) =>
      producer.post({ topic: 't', value: 'x', partition }, listener, token);
    expect([post(left, 0, 0), post(left, 1, 0), post(right, 7, 0)]).toEqual([0, 0, 0]);
    post(left, 2, 0);
    post(left, 3, 1);
    await eventually(() => left.told.length === 3 && right.told.length === 1);
    expect(left.told.toSorted()).toEqual(['0+2 in 0 at 0', '2+1 in 0 at 3', '3+1 in 1 at 0']);
    expect(right.told).toEqual(['7+1 in 0 at 2']);
  });

  it('are refused for a topic that is not prepared, and beyond the buffer', async () => {
    cluster.createTopic('t');
    cluster.node(1).log.faults.hold = new Promise(() => undefined);
    const producer = weir.producer({ bufferBytes: 1_024 });
    const heard = new Heard();
    const post = () => producer.post({ topic: 't', value: 'x'.repeat(2_000) }, heard, 0);
    expect(post).toThrow('was deleted');
    await producer.prepare('t');
    post();
    expect(post).toThrow('wait for acknowledgement');
    producer.abandon();
    expect(heard.told).toEqual(['0+1 in 0 CANCELLED']);
    expect(post).toThrow('closed');
  });
});

describe('the end', () => {
  it('flushes: all that was sent is there', async () => {
    const [log] = cluster.createTopic('t');
    const producer = weir.producer({ lingerMs: 60_000 });
    const sent = numbers(10).map((value) => producer.send({ topic: 't', value }));
    await producer.flush();
    expect(log?.logEndOffset).toBe(10);
    await Promise.all(sent);
  });

  it('rejects what is sent after it', async () => {
    cluster.createTopic('t');
    const producer = weir.producer();
    const last = producer.send({ topic: 't', value: 'a' });
    await producer.close();
    await last;
    const code = 'CANCELLED';
    await expect(producer.send({ topic: 't', value: 'b' })).rejects.toMatchObject({ code });
    await expect(producer.sendMany([{ topic: 't', value: 'b' }])).rejects.toMatchObject({ code });
  });
});
