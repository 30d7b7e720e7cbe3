import { decodeRecordBatch, SeededRandom, toProducerId, WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';
import type { PartitionQueueOptions } from './partition-queue-options.ts';
import { BatchBuffers } from './batch-buffers.ts';
import { PartitionQueue } from './partition-queue.ts';
import type { PendingSend, ProduceBatch } from './produce-batch.ts';

const producerId = toProducerId(7);

class World {
  readonly queue: PartitionQueue;
  readonly outcomes: string[] = [];
  releasedBytes = 0;
  closedBatches = 0;
  nowMs = 0;

  constructor(options: Partial<PartitionQueueOptions> = {}) {
    this.queue = new PartitionQueue({
      topic: 't',
      topicId: 'id',
      partition: 0,
      maxInFlight: 5,
      lingerMs: 0,
      deliveryTimeoutMs: 1_000,
      isIdempotent: true,
      stopsAtGap: false,
      random: new SeededRandom(1),
      buffers: new BatchBuffers(0),
      onReleased: (bytes) => {
        this.releasedBytes += bytes;
      },
      onClosed: () => {
        this.closedBatches += 1;
      },
      ...options,
    });
    if (options.isIdempotent !== false) this.identify(0);
  }

  identify(producerEpoch: number, nextSequence = 0): void {
    this.queue.restart({ producerId, producerEpoch, nextSequence });
  }

  /** Appends a record; its fate goes to `outcomes`. */
  append(value: string, targetBytes = 100_000): ProduceBatch {
    const record = { key: null, value, headers: undefined, timestampMs: 1 };
    const batch = this.queue.append(record, targetBytes, this.nowMs);
    const send: PendingSend = Promise.withResolvers();
    send.promise.then(
      ({ offset }) => this.outcomes.push(`${value}@${offset}`),
      (error: WeirError) => this.outcomes.push(`${value}!${error.code}`),
    );
    batch.addSend(send);
    return batch;
  }

  /** A batch of its own for each value, all ready to leave. */
  appendEach(...values: string[]): void {
    for (const value of values) this.append(value, 1);
    this.queue.flush();
  }

  /** Sends all that may be sent now. */
  send(): ProduceBatch[] {
    const sent: ProduceBatch[] = [];
    for (let next = this.queue.next(this.nowMs); next; next = this.queue.next(this.nowMs)) {
      if (!next.isSealed) next.seal('none');
      this.queue.sent(next);
      sent.push(next);
    }
    return sent;
  }

  acknowledge(batch: ProduceBatch | undefined, baseOffset: number): void {
    if (batch === undefined) throw new Error('No batch to acknowledge');
    this.queue.acknowledge(batch, { baseOffset, logAppendTimeMs: 0, leaderEpoch: 1 }, this.nowMs);
  }

  fail(batch: ProduceBatch | undefined, code: WeirError['code']): void {
    if (batch === undefined) throw new Error('No batch to fail');
    this.queue.fail(batch, new WeirError(code, code), this.nowMs);
  }

  /** Lets the leader know the producer, so that more than one batch may be in flight. */
  prove(): void {
    this.appendEach('first');
    this.acknowledge(this.send()[0], 0);
  }

  async told(): Promise<string[]> {
    await Promise.resolve();
    await Promise.resolve();
    return this.outcomes.filter((outcome) => !outcome.startsWith('first'));
  }
}

function numberOf(batch: ProduceBatch | undefined): string {
  if (batch === undefined) return 'none';
  const { producerEpoch, baseSequence } = decodeRecordBatch(batch.payload).header;
  return `${producerEpoch}/${baseSequence}`;
}

const numbersOf = (batches: readonly ProduceBatch[]): string[] => batches.map(numberOf);

it('remembers the highest leader epoch that has answered', () => {
  const world = new World();
  world.appendEach('a', 'b');
  const answer = { baseOffset: 0, logAppendTimeMs: 0 };
  expect(world.queue.leaderEpoch).toBe(0);
  for (const leaderEpoch of [4, 3]) {
    const [batch] = world.send();
    if (batch !== undefined) world.queue.acknowledge(batch, { ...answer, leaderEpoch }, 0);
  }
  expect(world.queue.leaderEpoch).toBe(4);
});

describe('batching', () => {
  it('lets a batch leave at once when none is in flight', () => {
    const world = new World();
    world.append('a');
    world.append('b');
    const [batch] = world.send();
    expect(batch?.recordCount).toBe(2);
  });

  it('lets the next batch grow while one is in flight', () => {
    const world = new World();
    world.prove();
    world.append('a');
    const [first] = world.send();
    world.append('b');
    world.append('c');
    expect(world.send()).toEqual([]);
    world.acknowledge(first, 1);
    expect(world.send()[0]?.recordCount).toBe(2);
  });

  it('lets a full batch leave although others are in flight, up to the limit', () => {
    const world = new World({ maxInFlight: 3 });
    world.prove();
    world.appendEach('a', 'b', 'c', 'd', 'e');
    const sent = world.send();
    expect(sent).toHaveLength(3);
    world.acknowledge(sent[0], 1);
    expect(world.send()).toHaveLength(1);
  });

  it('keeps one in flight until the leader knows the producer', () => {
    const world = new World();
    world.appendEach('a', 'b');
    const sent = world.send();
    expect(sent).toHaveLength(1);
    world.acknowledge(sent[0], 0);
    world.appendEach('c');
    expect(world.send()).toHaveLength(2);
  });

  it('lingers, and says when to look again', () => {
    const world = new World({ lingerMs: 10 });
    world.append('a');
    expect(world.send()).toEqual([]);
    expect(world.queue.wakeAtMs(0)).toBe(10);
    world.nowMs = 10;
    expect(world.send()).toHaveLength(1);
  });

  it('does not linger when flushed', () => {
    const world = new World({ lingerMs: 10_000 });
    world.append('a');
    expect(world.queue.flush()).toHaveLength(1);
    expect(world.send()).toHaveLength(1);
  });

  it('gives back all that was charged', async () => {
    const world = new World();
    const batch = world.append('a');
    batch.chargedBytes = batch.sizeBytes;
    world.acknowledge(world.send()[0], 3);
    expect(world.releasedBytes).toBe(batch.sizeBytes);
    expect(world.queue.isEmpty).toBe(true);
    expect(await world.told()).toEqual(['a@3']);
  });
});

describe('a queue that stops at a gap', () => {
  it('gives up all that stands behind a batch that fails, sent or not', async () => {
    const world = new World({ stopsAtGap: true });
    world.appendEach('a', 'b', 'c');
    world.acknowledge(world.send()[0], 0);
    const sent = world.send();
    world.append('d');
    world.queue.fail(sent[0] ?? world.append(''), new WeirError('INVALID_RECORD', 'no'), 0);
    const gone = ['b!INVALID_RECORD', 'c!INVALID_RECORD', 'd!INVALID_RECORD'];
    expect((await world.told()).toSorted()).toEqual(['a@0', ...gone]);
    expect(() => world.append('e')).toThrow('no');
    expect(world.send()).toEqual([]);
  });

  it('gives up what was sent in time behind a batch that was not', async () => {
    const world = new World({ stopsAtGap: true });
    world.append('a');
    world.send();
    world.nowMs = 900;
    world.append('b');
    world.queue.expire(1_000);
    expect(await world.told()).toEqual(['a!DELIVERY_TIMED_OUT', 'b!DELIVERY_TIMED_OUT']);
  });
});

describe('sequences', () => {
  it('count records from batch to batch', () => {
    const world = new World();
    world.append('a');
    world.append('b');
    world.acknowledge(world.send()[0], 0);
    world.append('c');
    expect(numbersOf(world.send())).toEqual(['0/2']);
  });

  it('are absent without idempotence', () => {
    const world = new World({ isIdempotent: false });
    world.append('a');
    const [batch] = world.send();
    expect(decodeRecordBatch(batch?.payload ?? Buffer.alloc(0)).header.producerId).toBe(0);
  });
});

describe('a batch that comes back', () => {
  it('waits for all behind it, then all go out again in order under their old numbers', async () => {
    const world = new World();
    world.prove();
    world.appendEach('a', 'b', 'c');
    const [a, b, c] = world.send();
    world.fail(a, 'NOT_ENOUGH_REPLICAS');
    world.nowMs = 10_000;
    expect(world.send()).toEqual([]);
    world.fail(c, 'OUT_OF_ORDER_SEQUENCE');
    world.fail(b, 'OUT_OF_ORDER_SEQUENCE');
    const again = world.send();
    expect(again).toEqual([a, b, c]);
    expect(numbersOf(again)).toEqual(['0/1', '0/2', '0/3']);
    again.forEach((batch, index) => {
      world.acknowledge(batch, index + 1);
    });
    expect(await world.told()).toEqual(['a@1', 'b@2', 'c@3']);
  });

  it('waits as long as the leader says, whatever becomes better meanwhile', () => {
    const world = new World();
    world.prove();
    world.append('a');
    const [batch] = world.send();
    const metadata = { retry_after_ms: '500' };
    if (batch === undefined) throw new Error('Nothing was sent');
    world.queue.fail(batch, new WeirError('THROTTLING_QUOTA_EXCEEDED', 'No', { metadata }), 0);
    world.queue.wake();
    expect(world.queue.isHeld(499)).toBe(true);
    expect(world.queue.wakeAtMs(0)).toBe(500);
    world.nowMs = 499;
    expect(world.send()).toEqual([]);
    world.nowMs = 500;
    expect(world.send()).toEqual([batch]);
  });

  it('goes before records that came later', () => {
    const world = new World();
    world.prove();
    world.appendEach('a');
    const [a] = world.send();
    world.append('later');
    world.fail(a, 'NOT_LEADER_OR_FOLLOWER');
    world.queue.wake();
    expect(world.send()[0]).toBe(a);
  });

  it('backs off, and is woken by fresh metadata', () => {
    const world = new World();
    world.append('a');
    world.fail(world.send()[0], 'UNAVAILABLE');
    expect(world.send()).toEqual([]);
    expect(world.queue.wakeAtMs(0)).toBeGreaterThan(0);
    world.queue.wake();
    expect(world.send()).toHaveLength(1);
  });

  it('goes out again at once when its leader is gone', () => {
    const world = new World();
    world.prove();
    world.appendEach('a', 'b');
    const sent = world.send();
    world.queue.abandon(new WeirError('UNAVAILABLE', 'Gone'), 0);
    expect(world.send()).toEqual(sent);
  });

  it('is rejected when its time is up, with the last answer named', async () => {
    const world = new World();
    world.append('a');
    world.fail(world.send()[0], 'NOT_ENOUGH_REPLICAS');
    world.queue.expire(1_000);
    expect(await world.told()).toEqual(['a!DELIVERY_TIMED_OUT']);
    expect(world.queue.isEmpty).toBe(true);
  });

  it('counts as delivered when the leader has had it for long', async () => {
    const world = new World();
    world.append('a');
    world.fail(world.send()[0], 'DUPLICATE_SEQUENCE');
    expect(await world.told()).toEqual(['a@-1']);
  });
});

describe('a batch that is given up', () => {
  it('takes only its own records with it, and the rest goes on under the next epoch', async () => {
    const world = new World();
    world.prove();
    world.appendEach('a', 'b', 'c');
    const [a, b, c] = world.send();
    world.fail(a, 'RECORD_BATCH_TOO_LARGE');
    world.fail(b, 'OUT_OF_ORDER_SEQUENCE');
    world.fail(c, 'OUT_OF_ORDER_SEQUENCE');
    expect(world.queue.needsIdentity).toBe(true);
    expect(world.send()).toEqual([]);

    world.identify(1);
    expect(numbersOf(world.send())).toEqual(['1/0']);
    world.acknowledge(b, 1);
    expect(numbersOf(world.send())).toEqual(['1/1']);
    world.acknowledge(c, 2);
    expect(await world.told()).toEqual(['a!RECORD_BATCH_TOO_LARGE', 'b@1', 'c@2']);
  });

  it('does not renumber a batch that may have been appended', async () => {
    const world = new World();
    world.prove();
    world.appendEach('a', 'b');
    const [a, b] = world.send();
    world.fail(a, 'UNAVAILABLE');
    world.fail(b, 'UNAVAILABLE');
    world.queue.wake();
    expect(world.send()).toEqual([a, b]);
    world.fail(a, 'INVALID_RECORD');
    world.fail(b, 'OUT_OF_ORDER_SEQUENCE');
    expect(await world.told()).toEqual(['a!INVALID_RECORD', 'b!OUT_OF_ORDER_SEQUENCE']);
    expect(world.queue.isEmpty).toBe(true);
  });

  it('is forgotten only when answered, if it was in flight when its time was up', async () => {
    const world = new World();
    const batch = world.append('a');
    batch.chargedBytes = batch.sizeBytes;
    world.send();
    world.queue.expire(1_000);
    expect(await world.told()).toEqual(['a!DELIVERY_TIMED_OUT']);
    expect(world.releasedBytes).toBe(0);
    world.fail(batch, 'REQUEST_TIMED_OUT');
    expect(world.releasedBytes).toBe(batch.chargedBytes);
    expect(world.queue.isEmpty).toBe(true);
  });

  it('starts over when the leader lost what it knew of the producer', () => {
    const world = new World();
    world.prove();
    world.appendEach('a');
    const [a] = world.send();
    world.fail(a, 'UNKNOWN_PRODUCER_ID');
    world.identify(1);
    expect(world.send()).toEqual([a]);
    expect(numberOf(a)).toBe('1/0');
  });

  it('fails everything at once when the topic is gone', async () => {
    const world = new World();
    world.prove();
    world.appendEach('a', 'b');
    world.append('c');
    const [a] = world.send();
    world.queue.failAll(new WeirError('UNKNOWN_TOPIC_OR_PARTITION', 'Gone'));
    expect((await world.told()).toSorted()).toEqual([
      'a!UNKNOWN_TOPIC_OR_PARTITION',
      'b!UNKNOWN_TOPIC_OR_PARTITION',
      'c!UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    world.fail(a, 'UNKNOWN_TOPIC_OR_PARTITION');
  });
});

describe('the memory of batches', () => {
  const large = 'x'.repeat(20_000);

  it('is used again once a batch is acknowledged', () => {
    const buffers = new BatchBuffers(1_000_000);
    const world = new World({ buffers });
    world.append(large, 1);
    const [batch] = world.send();
    world.acknowledge(batch, 0);
    const memory = batch?.buffer;
    expect(memory?.length).toBeGreaterThan(20_000);
    expect(buffers.take(memory?.length ?? 0)).toBe(memory);
  });

  it('is not used again while an earlier attempt may still have to be written', () => {
    const buffers = new BatchBuffers(1_000_000);
    const world = new World({ buffers });
    world.append(large, 1);
    const [first] = world.send();
    world.fail(first, 'NOT_LEADER_OR_FOLLOWER');
    world.nowMs += 10_000;
    const [again] = world.send();
    expect(again).toBe(first);
    world.acknowledge(again, 0);
    expect(buffers.take(first?.buffer.length ?? 0)).not.toBe(first?.buffer);
  });
});
