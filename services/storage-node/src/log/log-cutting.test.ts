import { readdir } from 'node:fs/promises';

import type { Offset } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { appendBatches, defaultConfig, LogWorld, openLog, range, readAll } from './log.fixture.ts';
import type { PartitionLog } from './partition-log.ts';

const at = (offset: number): Offset => offset as Offset;

/** Twenty batches of five records in segments of a few batches, written. */
async function openTwenty(world: LogWorld): Promise<PartitionLog> {
  const log = await world.open({ segmentBytes: 1000 }, { tailBytesPerLog: 1000 });
  appendBatches(
    log,
    Array.from({ length: 20 }, (_, index) => ({
      records: 5,
      timestampMs: index * 100,
      epoch: 1 + index,
    })),
  );
  await log.settle();
  return log;
}

describe('PartitionLog.truncate', () => {
  it('cuts at any offset, at the base of the batch that holds it', async () => {
    await using world = await LogWorld.create();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.boolean(), async (end, isCrash) => {
        const log = await openTwenty(world);
        const before = await readAll(log);
        await log.truncate(at(end));
        const kept = Math.floor(end / 5);
        const check = async (cut: PartitionLog): Promise<void> => {
          expect([cut.logEndOffset, cut.appendedOffset, cut.flushedOffset]).toStrictEqual(
            Array.from({ length: 3 }, () => kept * 5),
          );
          expect(cut.lastEpoch).toBe(kept);
          expect(cut.maxTimestampMs).toBe(kept === 0 ? -1 : (kept - 1) * 100 + 4);
          expect(await readAll(cut)).toStrictEqual(before.slice(0, kept));
        };
        await check(log);
        if (isCrash) await world.crash();
        else await world.stop(log);
        const again = await world.open({ segmentBytes: 1000 });
        await check(again);
        const added = appendBatches(again, [{ epoch: 30 }, { epoch: 30 }, { epoch: 30 }]);
        await again.settle();
        expect(await readAll(again)).toStrictEqual([...before.slice(0, kept), ...added]);
        expect((await again.offsetForTimestamp(1000, again.logEndOffset))?.offset).toBe(
          kept > 10 ? 50 : kept * 5,
        );
        await again.delete();
        await world.crash();
      }),
      { numRuns: 40 },
    );
  });

  it('cuts what is still queued', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    appendBatches(log, [{}, { records: 3 }, {}]);
    await log.truncate(at(2));
    expect([log.appendedOffset, log.logEndOffset]).toStrictEqual([1, 1]);
    appendBatches(log, [{ epoch: 2 }]);
    await log.settle();
    expect(await readAll(log)).toHaveLength(2);
  });

  it('has no effect at or beyond the end', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    await log.truncate(at(100));
    await log.truncate(at(1000));
    expect(log.logEndOffset).toBe(100);
  });

  it('empties the log at or below its start, which then starts there', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    await log.deleteTo(at(40));
    await log.truncate(at(30));
    expect([log.logStartOffset, log.logEndOffset]).toStrictEqual([30, 30]);
    expect(await readdir(world.directory)).toStrictEqual([]);
  });

  it('forgets the sequences that it cuts, and remembers those in front', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    for (let index = 0; index < 10; index += 1) {
      appendBatches(log, [{ producerId: 9, baseSequence: index }]);
      await log.settle();
    }
    await log.truncate(at(3));
    const next = { producerEpoch: 0, recordCount: 1, baseOffset: 0, maxTimestampMs: 0 };
    const check = (baseSequence: number) =>
      log.checkProducer({ ...next, producerId: 9, baseSequence } as never);
    expect(check(3)).toBe('append');
    expect(check(1)).toStrictEqual({ duplicate: 1 });
    expect(() => check(5)).toThrow('next is 3');
  });

  it('never shows a reader what has been cut away', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ segmentBytes: 1000 }, { tailBytesPerLog: 0 });
    appendBatches(
      log,
      Array.from({ length: 50 }, () => ({})),
    );
    await log.settle();
    const reading = Promise.resolve(log.read(range(40, 50))).catch((error: unknown) => error);
    await log.truncate(at(20));
    appendBatches(
      log,
      Array.from({ length: 30 }, () => ({ epoch: 2 })),
    );
    await log.settle();
    const seen = await reading;
    // Cut under the read: either the old batches as they were, or the new ones, never a mixture.
    expect(Array.isArray(seen) || seen instanceof Error).toBe(true);
    expect(log.state).toBe('open');
    expect(await readAll(log)).toHaveLength(50);
  });
});

describe('PartitionLog.deleteTo', () => {
  it('raises the log start for good and removes segments wholly below', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    const before = log.segmentCount;
    await log.deleteTo(at(52));
    expect(log.logStartOffset).toBe(52);
    expect(log.segmentCount).toBeLessThan(before);
    expect(() => log.read(range(51, 100))).toThrow('outside 52 to 100');
    // The batch that holds the log start comes whole.
    expect(await log.read(range(52, 55))).toHaveLength(1);
    await world.crash();
    const again = await world.open({ segmentBytes: 1000 });
    expect([again.state, again.logStartOffset, again.logEndOffset]).toStrictEqual([
      'open',
      52,
      100,
    ]);
  });

  it('can take everything, and goes on at the same offset', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    await log.deleteTo(at(100));
    expect([log.segmentCount, log.sizeBytes]).toStrictEqual([0, 0]);
    appendBatches(log, [{ epoch: 30 }]);
    await world.stop(log);
    const again = await world.open({ segmentBytes: 1000 });
    expect([again.logStartOffset, again.logEndOffset]).toStrictEqual([100, 101]);
  });

  it('refuses to go beyond the end', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    await expect(log.deleteTo(at(101))).rejects.toMatchObject({ code: 'OFFSET_OUT_OF_RANGE' });
    await log.deleteTo(at(0));
    expect(log.logStartOffset).toBe(0);
  });
});

describe('PartitionLog.retain', () => {
  it('removes segments whose newest record is too old, and no others', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    log.configure({ ...retention, retentionMs: 1000 });
    // The record of time 1000 is exactly as old as allowed at time 2000.
    const start = await log.retain(2000, log.logEndOffset);
    expect(start).toBeGreaterThan(30);
    expect(start).toBeLessThanOrEqual(50);
    expect((await log.offsetForTimestamp(1000, log.logEndOffset))?.offset).toBe(50);
  });

  it('removes the oldest segments above the size limit, and no more', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    const { sizeBytes } = log;
    log.configure({ ...retention, retentionBytes: sizeBytes / 2 });
    await log.retain(0, log.logEndOffset);
    expect(log.sizeBytes).toBeGreaterThanOrEqual(sizeBytes / 2);
    expect(log.sizeBytes).toBeLessThan(sizeBytes / 2 + 1000);
  });

  it('keeps what is not below the high watermark', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    log.configure({ ...retention, retentionMs: 1, retentionBytes: 0 });
    expect(await log.retain(1e9, at(23))).toBeLessThanOrEqual(23);
    expect(log.logStartOffset).toBeGreaterThan(0);
  });

  it('rolls the active segment when all of it has had its time', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    log.configure({ ...retention, retentionMs: 10 });
    expect(await log.retain(1e9, at(100))).toBe(100);
    expect(log.segmentCount).toBe(0);
    appendBatches(log, [{ epoch: 50 }]);
    await log.settle();
    expect(log.logEndOffset).toBe(101);
  });

  it('keeps everything without limits', async () => {
    await using world = await LogWorld.create();
    const log = await openTwenty(world);
    expect(await log.retain(1e12, at(100))).toBe(0);
  });
});

describe('SerialTasks under a PartitionLog', () => {
  it('does appends, cuts, rolls and flushes in any order without losing track', async () => {
    await using world = await LogWorld.create();
    const action = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), records: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant('truncate' as const), share: fc.double({ min: 0, max: 1 }) }),
      fc.record({ kind: fc.constant('deleteTo' as const), share: fc.double({ min: 0, max: 1 }) }),
      fc.constant({ kind: 'roll' as const }),
      fc.constant({ kind: 'flush' as const }),
      fc.constant({ kind: 'reopen' as const }),
      fc.constant({ kind: 'crash' as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
        let log = await world.open({ segmentBytes: 1500 }, { tailBytesPerLog: 500 });
        let model: { base: number; next: number; batch: Buffer }[] = [];
        let start = 0;
        for (const step of actions) {
          if (step.kind === 'append') {
            const base = log.appendedOffset;
            const [batch] = appendBatches(log, [{ records: step.records }]);
            if (batch !== undefined) model.push({ base, next: base + step.records, batch });
          } else if (step.kind === 'truncate') {
            const end = Math.round(start + share(step.share) * (log.appendedOffset - start));
            await log.truncate(at(end));
            model = end <= start ? [] : model.filter((each) => each.next <= end);
            start = Math.min(start, log.appendedOffset);
          } else if (step.kind === 'deleteTo') {
            await log.settle();
            const to = Math.round(start + share(step.share) * (log.logEndOffset - start));
            await log.deleteTo(at(to));
            start = Math.max(start, to);
            model = model.filter((each) => each.next > start);
          } else if (step.kind === 'roll' || step.kind === 'flush') {
            await log[step.kind]();
          } else {
            await log.settle();
            if (step.kind === 'crash') await world.crash();
            else await world.stop(log);
            log = await world.open({ segmentBytes: 1500 }, { tailBytesPerLog: 500 });
          }
        }
        await log.settle();
        expect(log.state).toBe('open');
        expect(log.logStartOffset).toBe(start);
        expect(await readAll(log)).toStrictEqual(model.map((each) => each.batch));
        await log.delete();
        await world.crash();
      }),
      { numRuns: 60 },
    );
  });

  it('shares one environment among many logs', async () => {
    await using world = await LogWorld.create();
    const environment = await world.environment({ maxOpenFiles: 2, maxSyncs: 1 });
    const log = await openLog(environment, { segmentBytes: 300 });
    appendBatches(
      log,
      Array.from({ length: 40 }, () => ({})),
    );
    await log.settle();
    const reads = Array.from({ length: 40 }, async (_, offset) => log.read(range(offset, 40)));
    expect((await Promise.all(reads)).every((batches) => batches.length > 0)).toBe(true);
    expect(environment.openFiles.openFiles).toBeLessThanOrEqual(2);
  });
});

const retention = { ...defaultConfig, segmentBytes: 1000 };

function share(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
