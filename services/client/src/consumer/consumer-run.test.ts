import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { Weir } from '../weir.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import type { ConsumedRecord } from './consumed-record.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import type { Consumer } from './consumer.ts';

let cluster: FakeCluster;
let weir: Weir;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  cluster.createTopic('t', 4);
  weir = new Weir({ bootstrap: cluster.address });
});

afterEach(async () => {
  await weir.close();
  await cluster[Symbol.asyncDispose]();
});

/** Sends records to a partition, in batches of ten; each key in turn. */
async function produce(count: number, partition: number, keys: (string | null)[] = [null]) {
  await using producer = weir.producer();
  for (let first = 0; first < count; first += 10) {
    const numbers = Array.from({ length: Math.min(10, count - first) }, (_none, at) => first + at);
    await producer.sendMany(
      numbers.map((at) => ({
        topic: 't',
        partition,
        key: keys[at % keys.length] ?? null,
        value: `${at}`,
      })),
    );
  }
}

function member(options: Partial<ConsumerOptions> = {}): Consumer {
  return weir.consumer({
    groupId: 'g',
    topics: ['t'],
    autoCommit: { intervalMs: 20 },
    ...options,
  });
}

const placeOf = ({ partition, offset }: ConsumedRecord): string => `${partition}/${offset}`;

const committed = (partition: number): number | undefined =>
  cluster.groups.committed.get(`t/${partition}`)?.offset;

/** Handlers that run until they are told to end. */
class Handlers {
  readonly started: string[] = [];
  readonly running = new Map<string, PromiseWithResolvers<void>>();
  readonly signals = new Map<string, AbortSignal>();
  most = 0;

  readonly eachRecord = async (
    record: ConsumedRecord,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const place = placeOf(record);
    const held = Promise.withResolvers<void>();
    this.started.push(place);
    this.signals.set(place, signal);
    this.running.set(place, held);
    this.most = Math.max(this.most, this.running.size);
    await held.promise.finally(() => this.running.delete(place));
  };

  async untilRunning(...places: string[]): Promise<void> {
    await eventually(
      () => this.running.size === places.length && places.every((place) => this.running.has(place)),
      `Running ${places.join(', ')} and nothing else`,
    );
  }

  end(place: string): void {
    const held = this.running.get(place);
    if (held === undefined) throw new Error(`${place} does not run`);
    held.resolve();
  }

  fail(place: string, error: Error): void {
    this.running.get(place)?.reject(error);
  }

  endAll(): void {
    for (const { resolve } of this.running.values()) resolve();
  }
}

describe('a run in partition order', () => {
  it('handles one record of a partition at a time, several partitions at once', async () => {
    for (const partition of [0, 1, 2, 3]) await produce(20, partition);
    const consumer = member();
    const running = new Set<number>();
    const seen = new Map<number, number[]>();
    let most = 0;
    await consumer.run({
      concurrency: 3,
      untilEnd: true,
      eachRecord: async ({ partition, offset }) => {
        expect(running.has(partition)).toBe(false);
        running.add(partition);
        most = Math.max(most, running.size);
        seen.set(partition, [...(seen.get(partition) ?? []), offset]);
        await new Promise(setImmediate);
        running.delete(partition);
      },
    });
    expect(most).toBe(3);
    expect(seen.size).toBe(4);
    for (const offsets of seen.values()) {
      expect(offsets).toEqual(Array.from({ length: 20 }, (_none, at) => at));
    }
    await consumer.close();
    expect([0, 1, 2, 3].map(committed)).toEqual([20, 20, 20, 20]);
  });

  it('hands batches over, one of a partition at a time', async () => {
    for (const partition of [0, 1]) await produce(30, partition);
    const consumer = member();
    const seen: string[] = [];
    await consumer.run({
      concurrency: 4,
      untilEnd: true,
      eachBatch: async (batch: ConsumedBatch) => {
        seen.push(`${batch.partition}/${batch.firstOffset}-${batch.lastOffset}`);
        await new Promise(setImmediate);
      },
    });
    expect(seen.filter((place) => place.startsWith('0/'))).toEqual(['0/0-9', '0/10-19', '0/20-29']);
    expect(seen).toHaveLength(6);
    await consumer.close();
    expect([0, 1].map(committed)).toEqual([30, 30]);
  });

  it('never commits a batch whose handler has not resolved, whatever it has read of it', async () => {
    await produce(20, 0);
    const consumer = member();
    const held = Promise.withResolvers<void>();
    const run = consumer.run({
      eachBatch: async (batch) => {
        expect([...batch.records]).toHaveLength(10);
        if (batch.firstOffset === 10) await held.promise;
      },
    });
    await eventually(() => committed(0) === 10);
    const { heartbeats } = cluster.groups;
    await eventually(() => cluster.groups.heartbeats > heartbeats + 3);
    expect(committed(0)).toBe(10);
    held.resolve();
    await eventually(() => committed(0) === 20);
    await consumer.close();
    await run;
  });
});

describe('a run in key order', () => {
  it('lets other keys flow past, within its window, and commits a prefix only', async () => {
    await produce(30, 0, ['a', 'b', 'c']);
    const consumer = member();
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord, concurrency: 2, order: 'key' });
    await handlers.untilRunning('0/0', '0/1');
    handlers.end('0/1');
    await handlers.untilRunning('0/0', '0/2');
    handlers.end('0/2');
    await handlers.untilRunning('0/0', '0/4');
    handlers.end('0/4');
    await handlers.untilRunning('0/0', '0/5');
    handlers.end('0/5');
    await handlers.untilRunning('0/0', '0/7');
    handlers.end('0/7');
    // The window of eight is full: 0, 3 and 6 are one key, all others are done.
    await handlers.untilRunning('0/0');
    expect(committed(0)).toBeUndefined();
    handlers.end('0/0');
    await eventually(() => committed(0) === 3);
    await handlers.untilRunning('0/3', '0/8');
    const closing = consumer.close();
    handlers.endAll();
    await closing;
    await run;
    expect(committed(0)).toBe(6);
    expect(handlers.most).toBe(2);
  });

  it('takes records without a key for independent of each other, across batches', async () => {
    for (let count = 0; count < 6; count += 1) await produce(1, 0);
    const consumer = member();
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord, concurrency: 6, order: 'key' });
    await handlers.untilRunning('0/0', '0/1', '0/2', '0/3', '0/4', '0/5');
    for (const offset of [5, 4, 3, 2, 1]) handlers.end(`0/${offset}`);
    expect(committed(0)).toBeUndefined();
    handlers.end('0/0');
    await eventually(() => committed(0) === 6);
    await consumer.close();
    await run;
  });

  it('keeps the order of each key at any concurrency', async () => {
    await produce(300, 0, ['a', 'b', 'c', 'd', null]);
    const consumer = member();
    const seen = new Map<string | null, number[]>();
    let count = 0;
    await consumer.run({
      concurrency: 16,
      order: 'key',
      untilEnd: true,
      eachRecord: async (record) => {
        const key = record.keyText();
        seen.set(key, [...(seen.get(key) ?? []), record.offset]);
        count += 1;
        for (let turns = record.offset % 4; turns > 0; turns -= 1) await new Promise(setImmediate);
      },
    });
    expect(count).toBe(300);
    for (const key of ['a', 'b', 'c', 'd']) {
      const offsets = seen.get(key) ?? [];
      expect(offsets).toEqual(offsets.toSorted((left, right) => left - right));
    }
    await consumer.close();
    expect(committed(0)).toBe(300);
  });
});

describe('a run ends', () => {
  it('with a handler’s error, when the others in flight have settled; what is left is given again', async () => {
    for (const partition of [0, 1]) await produce(20, partition);
    const consumer = member();
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord, concurrency: 2 });
    await handlers.untilRunning('0/0', '1/0');
    handlers.end('0/0');
    await handlers.untilRunning('0/1', '1/0');
    handlers.fail('0/1', new TypeError('Mine'));
    let isOver = false;
    const outcome = run.then(
      () => 'resolved',
      (error: unknown) => {
        isOver = true;
        return error;
      },
    );
    await eventually(() => handlers.running.size === 1);
    expect(isOver).toBe(false);
    handlers.end('1/0');
    expect(await outcome).toEqual(new TypeError('Mine'));
    expect(handlers.started).toEqual(['0/0', '1/0', '0/1']);
    await eventually(() => committed(0) === 1 && committed(1) === 1);
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(1);

    const again: string[] = [];
    await consumer.run({
      untilEnd: true,
      eachRecord: (record) => {
        again.push(placeOf(record));
      },
    });
    expect(again).toHaveLength(38);
    expect(again).toContain('0/1');
    await consumer.close();
    expect([0, 1].map(committed)).toEqual([20, 20]);
  });

  it('at its signal: no new handlers, those that run finish and count', async () => {
    await produce(20, 0);
    const consumer = member({ autoCommit: { intervalMs: 60_000 } });
    const handlers = new Handlers();
    const controller = new AbortController();
    const run = consumer.run({ eachRecord: handlers.eachRecord, signal: controller.signal });
    await handlers.untilRunning('0/0');
    controller.abort();
    handlers.end('0/0');
    await run;
    expect(handlers.started).toEqual(['0/0']);
    await consumer.close();
    expect(committed(0)).toBe(1);
  });

  it('at close, waiting for those that run no longer than a revocation does', async () => {
    for (const partition of [0, 1]) await produce(20, partition);
    const consumer = member({ rebalanceTimeoutMs: 100 });
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord, concurrency: 2 });
    await handlers.untilRunning('0/0', '1/0');
    handlers.end('0/0');
    await handlers.untilRunning('0/1', '1/0');
    await consumer.close();
    await run;
    expect([0, 1].map(committed)).toEqual([1, undefined]);
    expect(cluster.groups.leaves).toBe(1);
    handlers.endAll();
    await eventually(() => handlers.running.size === 0);
    expect(handlers.started).toEqual(['0/0', '1/0', '0/1']);
    expect([0, 1].map(committed)).toEqual([1, undefined]);
  });

  it('at once with options that make no sense, and runs only once at a time', async () => {
    const consumer = member();
    await expect(consumer.run({ eachRecord: () => undefined, concurrency: 0 })).rejects.toThrow(
      'concurrency 0',
    );
    const run = consumer.run({ eachRecord: () => undefined });
    await expect(consumer.run({ eachRecord: () => undefined })).rejects.toThrow('iterated already');
    await consumer.close();
    await run;
  });

  it('with the error of a partition that cannot be read on', async () => {
    await produce(10, 0);
    await using consumer = weir.consumer({
      assignment: [{ topic: 't', partition: 0, from: { offset: 100 } }],
    });
    await expect(consumer.run({ eachRecord: () => undefined })).rejects.toMatchObject({
      code: 'OFFSET_OUT_OF_RANGE',
    });
  });
});

describe('a partition that is taken away during a run', () => {
  it('starts nothing new, and is let go when what runs is done and committed', async () => {
    await produce(10, 1);
    const consumer = member({ autoCommit: { intervalMs: 60_000 } });
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord, concurrency: 2, order: 'key' });
    await handlers.untilRunning('1/0', '1/1');
    const second = member();
    const others = new Handlers();
    const otherRun = second.run({ eachRecord: others.eachRecord });
    await eventually(() => handlers.signals.get('1/0')?.aborted === true);
    handlers.end('1/0');
    await eventually(() => handlers.running.size === 1);
    expect(second.assignment()).not.toContainEqual({ topic: 't', partition: 1 });
    expect(committed(1)).toBeUndefined();
    handlers.end('1/1');
    await others.untilRunning('1/2');
    expect(committed(1)).toBe(2);
    expect(handlers.started).toEqual(['1/0', '1/1']);
    others.endAll();
    await Promise.all([consumer.close(), run]);
    const closing = second.close();
    others.endAll();
    await Promise.all([closing, otherRun]);
  });

  it('is no failure when its handler rejects as it was told to stop', async () => {
    for (const partition of [0, 1]) await produce(10, partition);
    const consumer = member();
    const seen: string[] = [];
    const run = consumer.run({
      concurrency: 2,
      eachRecord: async (record, { signal }) => {
        seen.push(placeOf(record));
        if (record.partition === 0) return;
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('Told to stop'));
          });
        });
      },
    });
    await eventually(() => seen.includes('1/0'));
    const second = member();
    const others: string[] = [];
    const otherRun = second.run({
      eachRecord: (record) => {
        others.push(placeOf(record));
      },
    });
    await eventually(() => others.length === 10);
    expect(others[0]).toBe('1/0');
    await produce(1, 0);
    await eventually(() => seen.includes('0/10'));
    await Promise.all([consumer.close(), run]);
    await Promise.all([second.close(), otherRun]);
  });

  it('is lost when a handler takes too long; the member is back when it has ended', async () => {
    await produce(10, 0);
    await produce(10, 1);
    const consumer = member({ maxPollIntervalMs: 100, autoCommit: { intervalMs: 60_000 } });
    const lost: number[] = [];
    consumer.on('lost', (partitions) => lost.push(partitions.length));
    const handlers = new Handlers();
    let count = 0;
    const run = consumer.run({
      concurrency: 2,
      eachRecord: async (record, context) => {
        if (record.partition === 0) await handlers.eachRecord(record, context);
        else count += 1;
      },
    });
    await eventually(() => handlers.running.has('0/0') && count === 10);
    const signal = handlers.signals.get('0/0');
    await eventually(() => cluster.groups.leaves === 1 && signal?.aborted === true);
    expect(lost).toEqual([4]);
    expect(committed(1)).toBe(10);
    expect(cluster.groups.members.size).toBe(0);
    handlers.end('0/0');
    await eventually(() => cluster.groups.members.has('member-2'));
    await eventually(() => handlers.started.length === 2);
    expect(handlers.started).toEqual(['0/0', '0/0']);
    handlers.endAll();
    await Promise.all([consumer.close(), run]);
    expect(count).toBe(10);
  });
});

it('takes many short calls of handlers for no long one', async () => {
  for (const partition of [0, 1]) await produce(200, partition);
  const consumer = member({ maxPollIntervalMs: 400 });
  let count = 0;
  const run = consumer.run({
    concurrency: 2,
    eachRecord: async () => {
      count += 1;
      const { heartbeats } = cluster.groups;
      if (count % 20 === 0) await eventually(() => cluster.groups.heartbeats > heartbeats);
    },
  });
  await eventually(() => count === 400);
  const { heartbeats } = cluster.groups;
  await eventually(() => cluster.groups.heartbeats > heartbeats + 30);
  expect(cluster.groups.leaves).toBe(0);
  await Promise.all([consumer.close(), run]);
});

describe('the application, during a run', () => {
  it('may seek: what is queued is dropped, what runs has no say', async () => {
    await produce(30, 0);
    const consumer = member();
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord });
    await handlers.untilRunning('0/0');
    consumer.seek({ topic: 't', partition: 0, offset: 25 });
    handlers.end('0/0');
    await handlers.untilRunning('0/25');
    handlers.end('0/25');
    await handlers.untilRunning('0/26');
    await eventually(() => committed(0) === 26);
    consumer.seek({ topic: 't', partition: 0, offset: 3 });
    handlers.end('0/26');
    await handlers.untilRunning('0/3');
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(4);
    handlers.end('0/3');
    await Promise.all([consumer.close(), run]);
    expect(committed(0)).toBe(26);
  });

  it('may pause and resume: nothing new is started meanwhile, nothing is lost', async () => {
    await produce(20, 0);
    const consumer = member();
    const handlers = new Handlers();
    const place = [{ topic: 't', partition: 0 }];
    const run = consumer.run({ eachRecord: handlers.eachRecord });
    await handlers.untilRunning('0/0');
    consumer.pause(place);
    handlers.end('0/0');
    await produce(2, 1);
    await handlers.untilRunning('1/0');
    handlers.end('1/0');
    await handlers.untilRunning('1/1');
    handlers.end('1/1');
    await eventually(() => committed(1) === 2);
    expect(handlers.started).toEqual(['0/0', '1/0', '1/1']);
    consumer.resume(place);
    for (let offset = 1; offset < 20; offset += 1) {
      await handlers.untilRunning(`0/${offset}`);
      handlers.end(`0/${offset}`);
    }
    await eventually(() => committed(0) === 20);
    await Promise.all([consumer.close(), run]);
  });

  it('commits by hand what was handled, not what was given', async () => {
    await produce(20, 0);
    const consumer = member({ autoCommit: false });
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord, concurrency: 3, order: 'key' });
    await handlers.untilRunning('0/0', '0/1', '0/2');
    handlers.end('0/0');
    handlers.end('0/2');
    await handlers.untilRunning('0/1', '0/3', '0/4');
    await consumer.commit();
    expect(committed(0)).toBe(1);
    const closing = consumer.close();
    handlers.endAll();
    await Promise.all([closing, run]);
    expect(committed(0)).toBe(1);
  });

  it('has its heartbeats sent, and its positions told, whatever its handlers do', async () => {
    await produce(20, 0);
    const consumer = member();
    const handlers = new Handlers();
    const run = consumer.run({ eachRecord: handlers.eachRecord });
    await handlers.untilRunning('0/0');
    handlers.end('0/0');
    await handlers.untilRunning('0/1');
    await eventually(() => cluster.groups.positions.flat().some(({ position }) => position === 2));
    const { length } = cluster.groups.positions;
    await eventually(() => cluster.groups.positions.length > length + 3);
    expect(cluster.groups.positions.slice(length + 1).flat()).toEqual([]);
    const closing = consumer.close();
    handlers.endAll();
    await Promise.all([closing, run]);
  });
});

it('goes on with fewer bytes than a partition that is stuck would read ahead', async () => {
  const value = 'x'.repeat(2_000);
  await using producer = weir.producer({ batchBytes: 10_000 });
  for (const partition of [0, 1]) {
    await producer.sendMany(Array.from({ length: 200 }, () => ({ topic: 't', partition, value })));
  }
  await using consumer = weir.consumer({ topics: ['t'], maxBufferedBytes: 64 * 1024 });
  const held = Promise.withResolvers<void>();
  let others = 0;
  const controller = new AbortController();
  const run = consumer.run({
    concurrency: 2,
    signal: controller.signal,
    eachRecord: async ({ partition }) => {
      if (partition === 0) await held.promise;
      else others += 1;
    },
  });
  await eventually(() => others === 200);
  expect(cluster.node(1).log.openFetchStreams).toBe(1);
  controller.abort();
  held.resolve();
  await run;
});
