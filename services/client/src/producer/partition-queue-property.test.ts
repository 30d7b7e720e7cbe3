import { decodeRecordBatch, SeededRandom, toProducerId, WeirError } from '@weir/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakePartition } from '../../test/fake-partition.ts';
import { BatchBuffers } from './batch-buffers.ts';
import { PartitionQueue } from './partition-queue.ts';
import type { PendingSend, ProduceBatch } from './produce-batch.ts';

/** What a step may do to the oldest batch that has not been answered yet. */
const stepOf = fc.constantFrom('append', 'send', 'serve', 'refuse', 'lose', 'loseAnswer', 'reject');

/** A leader in memory, and a connection to it that refuses and forgets. */
class Run {
  readonly log = new FakePartition();
  readonly acknowledged: number[] = [];
  readonly failed = new Map<number, string>();
  readonly queue = new PartitionQueue({
    topic: 't',
    topicId: 'id',
    partition: 0,
    maxInFlight: 5,
    lingerMs: 0,
    deliveryTimeoutMs: 1e9,
    isIdempotent: true,
    stopsAtGap: false,
    random: new SeededRandom(1),
    buffers: new BatchBuffers(0),
    onReleased: () => undefined,
    onClosed: () => undefined,
  });
  readonly #inFlight: ProduceBatch[] = [];
  #nextValue = 0;

  step(kind: string): void {
    this.queue.wake();
    if (this.queue.needsIdentity) {
      const producerEpoch = (this.queue.lastIdentity?.producerEpoch ?? -1) + 1;
      this.queue.restart({ producerId: toProducerId(1), producerEpoch, nextSequence: 0 });
    }
    if (kind === 'append') this.#append();
    else if (kind === 'send') this.#send();
    else this.#answer(kind);
  }

  settle(): void {
    for (let turns = 0; !this.queue.isEmpty && turns < 1_000; turns += 1) {
      this.queue.flush();
      this.step('send');
      this.step('serve');
    }
  }

  #append(): void {
    const value = this.#nextValue;
    this.#nextValue += 1;
    const send: PendingSend = Promise.withResolvers();
    const record = { key: null, value: String(value), headers: undefined, timestampMs: 1 };
    this.queue.append(record, 1, 0).addSend(send);
    send.promise.then(
      () => this.acknowledged.push(value),
      (error: WeirError) => this.failed.set(value, error.code),
    );
  }

  #send(): void {
    this.queue.flush();
    for (let next = this.queue.next(0); next !== undefined; next = this.queue.next(0)) {
      if (!next.isSealed) next.seal('none');
      this.queue.sent(next);
      this.#inFlight.push(next);
    }
  }

  #answer(kind: string): void {
    const batch = this.#inFlight.shift();
    if (batch === undefined) return;
    if (kind === 'refuse') this.#fail(batch, 'NOT_ENOUGH_REPLICAS');
    else if (kind === 'reject') this.#fail(batch, 'INVALID_RECORD');
    else if (kind === 'lose') this.#fail(batch, 'UNAVAILABLE');
    else this.#serve(batch, kind === 'loseAnswer');
  }

  #serve(batch: ProduceBatch, isAnswerLost: boolean): void {
    try {
      const baseOffset = this.log.append(Buffer.from(batch.payload));
      if (isAnswerLost) this.#fail(batch, 'UNAVAILABLE');
      else this.queue.acknowledge(batch, { baseOffset, logAppendTimeMs: 0, leaderEpoch: 1 }, 0);
    } catch (error) {
      if (error instanceof WeirError) this.queue.fail(batch, error, 0);
    }
  }

  #fail(batch: ProduceBatch, code: WeirError['code']): void {
    this.queue.fail(batch, new WeirError(code, code), 0);
  }
}

function valuesOf(log: FakePartition): number[] {
  return log.batches.map(({ bytes }) => {
    const { records } = decodeRecordBatch(bytes);
    return Number(/\d+/.exec(records.toString('latin1'))?.[0] ?? -1);
  });
}

it('never loses, repeats or reorders, whatever is refused, lost or rejected', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepOf, { maxLength: 120 }), async (steps) => {
      const run = new Run();
      for (const step of steps) run.step(step);
      run.settle();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      const stored = valuesOf(run.log);
      expect(run.queue.isEmpty).toBe(true);
      expect(stored).toEqual([...new Set(stored)].toSorted((left, right) => left - right));
      expect(stored).toEqual(expect.arrayContaining(run.acknowledged));
      const isTold = (value: number): boolean =>
        run.acknowledged.includes(value) || run.failed.has(value);
      expect(stored.every(isTold)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
