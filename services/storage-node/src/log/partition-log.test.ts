import { Buffer } from 'node:buffer';

import { peekBaseOffset, readRecords, WeirError } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  appendBatches,
  type BatchSpec,
  defaultConfig,
  LogWorld,
  makeBatch,
  openLog,
  range,
  readAll,
} from './log.fixture.ts';

const specs = (count: number, spec: BatchSpec = {}): BatchSpec[] =>
  Array.from({ length: count }, () => spec);

describe('PartitionLog', () => {
  it('hands out batches that are queued, at once and byte for byte', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    const batches = appendBatches(log, specs(3, { records: 2 }));

    expect(log.appendedOffset).toBe(6);
    expect(log.read(range(3, 6))).toStrictEqual(batches.slice(1));
  });

  it('tells how far it has written and flushed', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    const told: string[] = [];
    log.listen({
      onWritten: (offset) => told.push(`written ${offset}`),
      onFlushed: (offset) => told.push(`flushed ${offset}`),
    });
    log.append([makeBatch(0), makeBatch(1)]);
    await log.settle();

    expect(told).toStrictEqual(['written 2', 'flushed 2']);
    expect([log.logEndOffset, log.flushedOffset]).toStrictEqual([2, 2]);
  });

  it('counts nothing as flushed with page-cache until flush', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ flushPolicy: 'page-cache' });
    appendBatches(log, specs(2));
    await log.whenWritten(log.appendedOffset);
    expect(log.flushedOffset).toBe(0);
    await log.flush();
    expect(log.flushedOffset).toBe(2);
  });

  it('reads from files what memory no longer holds', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ segmentBytes: 2000 }, { tailBytesPerLog: 0 });
    const batches = appendBatches(log, specs(100, { records: 3 }));
    await log.settle();

    expect(log.segmentCount).toBeGreaterThan(3);
    expect(await readAll(log)).toStrictEqual(batches);
    for (const [index, batch] of batches.entries()) {
      const offset = index * 3 + 1;
      expect((await log.read(range(offset, log.logEndOffset, 1)))[0]).toStrictEqual(batch);
    }
  });

  it('returns one batch even if it is above the limit, and none beyond the limit', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({}, { tailBytesPerLog: 0 });
    const batches = appendBatches(log, specs(5, { valueBytes: 20_000 }));
    await log.settle();
    const size = batches[0]?.length ?? 0;

    expect(await log.read(range(0, 5, 1))).toHaveLength(1);
    expect(await log.read(range(0, 5, 2 * size))).toHaveLength(2);
    expect(await log.read(range(1, 3))).toHaveLength(2);
    expect(await log.read(range(3, 3))).toHaveLength(0);
  });

  it('reads batches of megabytes', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({}, { tailBytesPerLog: 0 });
    const batches = appendBatches(log, [{}, { valueBytes: 3_000_000 }, {}]);
    await log.settle();
    expect(await readAll(log)).toStrictEqual(batches);
  });

  it('refuses offsets outside the log, naming its bounds', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    appendBatches(log, specs(2));
    const error = catchError(() => log.read(range(3, 9)));
    expect(error.code).toBe('OFFSET_OUT_OF_RANGE');
    expect(error.metadata).toStrictEqual({ log_start_offset: '0', log_end_offset: '2' });
  });

  it('has everything after it was closed and opened', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ segmentBytes: 2000 });
    const batches = appendBatches(log, specs(50, { records: 2, epoch: 4 }));
    await world.stop(log);

    const again = await world.open({ segmentBytes: 2000 });
    expect([again.state, again.logEndOffset, again.flushedOffset]).toStrictEqual([
      'open',
      100,
      100,
    ]);
    expect(again.lastEpoch).toBe(4);
    expect(await readAll(again)).toStrictEqual(batches);
    appendBatches(again, specs(1, { epoch: 5 }));
    await again.settle();
    expect(again.logEndOffset).toBe(101);
  });

  it('has everything after a crash, closed or not', async () => {
    await using world = await LogWorld.create();
    for (let life = 0; life < 3; life += 1) {
      const log = await world.open({ segmentBytes: 3000 });
      expect(log.logEndOffset).toBe(life * 40);
      appendBatches(log, specs(40));
      await log.settle();
      await world.crash();
    }
    const log = await world.open({ segmentBytes: 3000 });
    expect(await readAll(log)).toHaveLength(120);
  });

  it('rolls by size and by time', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ segmentMs: 1000 });
    appendBatches(log, specs(1));
    await log.settle();
    appendBatches(log, specs(1));
    await log.settle();
    expect(log.segmentCount).toBe(1);
    world.clock.advanceBy(1000);
    appendBatches(log, specs(1));
    await log.settle();
    expect(log.segmentCount).toBe(2);
    await log.roll();
    log.configure({ ...defaultConfig, segmentBytes: 200 });
    appendBatches(log, specs(6));
    await log.settle();
    expect(log.segmentCount).toBe(5);
  });

  it('finds records by timestamp', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ segmentBytes: 3000 });
    // Times 1000, 1010, 1020, ...: ten records a batch, one millisecond apart.
    for (let index = 0; index < 100; index += 1) {
      appendBatches(log, [{ records: 10, timestampMs: 1000 + index * 10, epoch: 1 + index }]);
    }
    await log.settle();

    for (const timestampMs of [0, 1000, 1001, 1009, 1234, 1500, 1999]) {
      const expected = Math.max(0, timestampMs - 1000);
      expect(await log.offsetForTimestamp(timestampMs, log.logEndOffset)).toStrictEqual({
        offset: expected,
        timestampMs: 1000 + expected,
        leaderEpoch: 1 + Math.floor(expected / 10),
      });
    }
    expect(await log.offsetForTimestamp(2000, log.logEndOffset)).toBeNull();
    expect(await log.offsetForTimestamp(1500, 500 as never)).toBeNull();
    expect(log.maxTimestampMs).toBe(1999);
  });

  it('finds the first record that is new enough where timestamps go back and forth', async () => {
    await using world = await LogWorld.create();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 55 }),
        async (times, wanted) => {
          const log = await world.open({ segmentBytes: 500, indexIntervalBytes: 100 });
          appendBatches(
            log,
            times.map((timestampMs) => ({ timestampMs })),
          );
          await log.settle();
          const found = await log.offsetForTimestamp(wanted, log.logEndOffset);
          const expected = times.findIndex((timestampMs) => timestampMs >= wanted);
          expect(found?.offset ?? -1).toBe(expected);
          await log.delete();
          await world.crash();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('answers repeated batches of producers, after a restart and after a crash too', async () => {
    await using world = await LogWorld.create();
    const batchOf = (baseSequence: number) => ({
      producerId: 77,
      producerEpoch: 0,
      baseSequence,
      recordCount: 2,
      baseOffset: 0,
      maxTimestampMs: 0,
    });
    const append = { producerId: 77, records: 2 };
    const first = await world.open();
    appendBatches(first, [{ records: 5 }, { ...append, baseSequence: 0 }]);
    appendBatches(first, [{ ...append, baseSequence: 2 }]);
    expect(first.checkProducer(batchOf(2) as never)).toStrictEqual({ duplicate: 7 });
    await world.stop(first);

    const second = await world.open();
    expect(second.checkProducer(batchOf(0) as never)).toStrictEqual({ duplicate: 5 });
    appendBatches(second, [{ ...append, baseSequence: 4 }]);
    await second.settle();
    await world.crash();

    const third = await world.open();
    expect(third.checkProducer(batchOf(4) as never)).toStrictEqual({ duplicate: 9 });
    expect(third.checkProducer(batchOf(6) as never)).toBe('append');
    expect(() => third.checkProducer(batchOf(8) as never)).toThrow('next is 6');
  });

  it('takes no more than may be queued, and says when it does again', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({}, { queueBytesPerLog: 10_000 });
    appendBatches(log, specs(1, { valueBytes: 20_000 }));
    expect(log.isSaturated).toBe(true);
    expect(catchError(() => log.append([makeBatch(1)])).code).toBe('RESOURCE_EXHAUSTED');
    expect(log.appendedOffset).toBe(1);
    await log.whenWritable();
    appendBatches(log, specs(1));
    await log.settle();
    expect(log.logEndOffset).toBe(2);
  });

  it('keeps memory of all logs within its bound', async () => {
    await using world = await LogWorld.create();
    const environment = await world.environment({ tailBytes: 50_000 });
    const log = await openLog(environment);
    for (let index = 0; index < 30; index += 1) {
      appendBatches(log, specs(1, { valueBytes: 10_000 }));
      await log.settle();
      expect(environment.memory.usedBytes).toBeLessThanOrEqual(50_000);
    }
    expect(await readAll(log)).toHaveLength(30);
    await log.close();
    expect(environment.memory.usedBytes).toBe(0);
  });

  it('removes its folder and forgets itself when deleted', async () => {
    await using world = await LogWorld.create();
    const environment = await world.environment();
    const log = await openLog(environment);
    appendBatches(log, specs(3));
    await log.epochs.append({ epoch: 1 as never, startOffset: 0 as never });
    await log.delete();
    expect(log.state).toBe('closed');
    expect(() => log.read(range(0, 3))).toThrow('closed');

    const again = await openLog(environment);
    expect([again.logEndOffset, again.epochs.entries().length]).toStrictEqual([0, 0]);
  });

  it('reads the same from any offset in any way it is asked to', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ segmentBytes: 4000 }, { tailBytesPerLog: 3000 });
    const sizes = Array.from({ length: 60 }, (_, index) => 1 + ((index * 7) % 5));
    appendBatches(
      log,
      sizes.map((records) => ({ records })),
    );
    await log.settle();
    const end = log.logEndOffset;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: end - 1 }),
        fc.integer({ min: 0, max: end }),
        fc.integer({ min: 1, max: 3000 }),
        async (offset, maxOffset, maxBytes) => {
          const batches = await log.read(range(offset, maxOffset, maxBytes));
          const offsets = batches.flatMap((batch) =>
            Array.from(readRecords(batch), (record) => record.offset),
          );
          const base = offsets[0] ?? offset;
          expect(offsets).toStrictEqual(offsets.map((_, index) => base + index));
          expect(base).toBeLessThanOrEqual(offset);
          expect(offsets.at(-1) ?? -1).toBeLessThan(maxOffset);
          const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
          expect(batches.length === 1 || bytes <= maxBytes).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
    expect(Buffer.isBuffer((await readAll(log))[0])).toBe(true);
    expect(peekBaseOffset((await readAll(log))[1] ?? Buffer.alloc(0))).toBe(1);
  });
});

function catchError(call: () => unknown): WeirError {
  try {
    call();
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}
