import type { Offset } from '@weir/core';
import { createLogger } from '@weir/runtime';
import { describe, expect, it } from 'vitest';

import { FaultyFileSystem } from './faulty-file-system.fixture.ts';
import { appendBatches, LogWorld, makeBatch, range, readAll } from './log.fixture.ts';
import type { PartitionLog } from './partition-log.ts';

/** Appends one batch per call until the disk is full; resolves once the log says so. */
async function fill(log: PartitionLog): Promise<Buffer[]> {
  const batches: Buffer[] = [];
  const full = new Promise<void>((resolve) => {
    log.listen({
      onStorageFull: () => {
        resolve();
      },
    });
  });
  while (!log.isStorageFull) {
    batches.push(...appendBatches(log, [{ valueBytes: 100 }]));
    await Promise.race([full, log.whenWritten(log.appendedOffset)]);
  }
  return batches;
}

describe('a full disk', () => {
  it('refuses appends, keeps reads, and goes on by itself when there is room', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    fileSystem.roomBytes = 1000;
    const log = await world.open({}, { fileSystem, tailBytesPerLog: 0 });
    const told: string[] = [];
    log.listen({
      onStorageFull: (error) => told.push(error.code),
      onStorageRecovered: () => told.push('recovered'),
      onFailed: (error) => told.push(error.code),
    });
    const batches = await fill(log);

    expect([log.state, log.isStorageFull, log.queuedBytes > 0]).toStrictEqual(['open', true, true]);
    expect(() => {
      log.append([makeBatch(log.appendedOffset)]);
    }).toThrow('Disk is full');
    // What was written can be read from the file, what is queued from memory.
    expect(await readAll(log)).toStrictEqual(batches.slice(0, -1));
    expect(log.read(range(log.logEndOffset, log.appendedOffset))).toStrictEqual(batches.slice(-1));

    world.clock.advanceBy(1000);
    await expect(log.flush()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(told).toStrictEqual(['STORAGE_FULL']);

    fileSystem.roomBytes = 10_000;
    const written = log.whenWritten(log.appendedOffset);
    world.clock.advanceBy(1000);
    await written;
    expect(log.isStorageFull).toBe(false);
    batches.push(...appendBatches(log, [{}]));
    await log.settle();
    expect(await readAll(log)).toStrictEqual(batches);
    expect(told).toStrictEqual(['STORAGE_FULL', 'recovered']);
  });

  it('leaves nothing half written in the file', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    fileSystem.roomBytes = 1000;
    const log = await world.open({}, { fileSystem });
    const batches = await fill(log);
    await world.crash();
    const again = await world.open();
    expect([again.state, again.logEndOffset]).toStrictEqual(['open', batches.length - 1]);
    expect(await readAll(again)).toStrictEqual(batches.slice(0, -1));
  });

  it('drops the queue when asked to settle, and its producers with it', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    const log = await world.open({}, { fileSystem });
    appendBatches(log, [{ producerId: 5, baseSequence: 0 }]);
    await log.settle();
    fileSystem.roomBytes = 0;
    for (let sequence = 1; sequence < 9; sequence += 1) {
      appendBatches(log, [{ producerId: 5, baseSequence: sequence }]);
    }
    const lost = log.whenWritten(9 as Offset).catch(String);
    expect(await log.settle()).toBe(1);
    expect(await lost).toContain('Log was cut at 1');
    expect([log.appendedOffset, log.isStorageFull, log.queuedBytes]).toStrictEqual([1, false, 0]);

    fileSystem.roomBytes = 10_000;
    const repeated = { producerId: 5, producerEpoch: 0, recordCount: 1, maxTimestampMs: 0 };
    const check = (baseSequence: number) =>
      log.checkProducer({ ...repeated, baseSequence, baseOffset: 0 } as never);
    expect(check(0)).toStrictEqual({ duplicate: 0 });
    expect(check(1)).toBe('append');
    appendBatches(log, [{ producerId: 5, baseSequence: 1 }]);
    await log.settle();
    expect(log.logEndOffset).toBe(2);
  });

  it('is said once, and to take writes again only when it has, however often the queue is dropped', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    const lines: string[] = [];
    const destination = {
      write: (line: string) => {
        lines.push((JSON.parse(line) as { readonly msg: string }).msg);
      },
    };
    const logger = createLogger({ service: 'test', destination });
    const log = await world.open({}, { fileSystem, logger });
    let recoveries = 0;
    log.listen({ onStorageRecovered: () => (recoveries += 1) });
    appendBatches(log, [{}]);
    await log.settle();
    fileSystem.roomBytes = 0;
    for (let round = 0; round < 20; round += 1) {
      appendBatches(log, [{}]);
      expect(await log.settle()).toBe(1);
    }
    expect([lines, recoveries]).toStrictEqual([['disk is full'], 0]);

    fileSystem.roomBytes = 10_000;
    world.clock.advanceBy(5000);
    await log.settle();
    expect([lines, recoveries]).toStrictEqual([['disk is full'], 0]);
    appendBatches(log, [{}]);
    await log.settle();
    expect([lines, recoveries]).toStrictEqual([['disk is full', 'disk takes writes again'], 1]);
  });

  it('does not keep the log from closing', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    fileSystem.roomBytes = 1000;
    const log = await world.open({}, { fileSystem });
    const batches = await fill(log);
    await world.stop(log);
    expect((await world.open()).logEndOffset).toBe(batches.length - 1);
  });

  it('keeps a new segment from being created, and creates it later', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    fileSystem.roomBytes = 0;
    const log = await world.open({}, { fileSystem });
    const batches = await fill(log);
    expect([log.segmentCount, log.logEndOffset]).toStrictEqual([0, 0]);
    fileSystem.roomBytes = 10_000;
    const written = log.whenWritten(1 as Offset);
    world.clock.advanceBy(1000);
    await written;
    expect(await readAll(log)).toStrictEqual(batches);
  });
});

describe('a failing disk', () => {
  it('fails the log on a write error, not the process', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    const log = await world.open({}, { fileSystem });
    const faults: string[] = [];
    log.listen({ onFailed: (error) => faults.push(error.code) });
    fileSystem.writeError = 'EIO';
    appendBatches(log, [{}]);
    await expect(log.whenWritten(1 as Offset)).rejects.toMatchObject({ code: 'STORAGE_ERROR' });
    expect([log.state, faults]).toStrictEqual(['failed', ['STORAGE_ERROR']]);
    expect(() => log.read(range(0, 1))).toThrow('EIO');
    await expect(log.close()).rejects.toThrow('EIO');
    expect(log.state).toBe('closed');
  });

  it('fails the log on a sync error, even if the disk is said to be full', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    const log = await world.open({}, { fileSystem });
    fileSystem.syncError = 'ENOSPC';
    appendBatches(log, [{}]);
    await log.settle();
    expect([log.state, log.flushedOffset]).toStrictEqual(['failed', 0]);
  });

  it('goes on where a write stops short', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    fileSystem.maxWriteBytes = 7;
    const log = await world.open({}, { fileSystem });
    const batches = appendBatches(log, [{}, { valueBytes: 9000 }, {}]);
    await world.stop(log);
    expect(await readAll(await world.open())).toStrictEqual(batches);
  });

  it('writes all that has come during a sync at once', async () => {
    await using world = await LogWorld.create();
    const fileSystem = new FaultyFileSystem();
    const log = await world.open({}, { fileSystem });
    appendBatches(log, [{}]);
    await log.settle();
    fileSystem.calls.length = 0;

    fileSystem.holdSyncs();
    appendBatches(log, [{}]);
    await log.whenWritten(2 as Offset);
    for (let index = 0; index < 500; index += 1) appendBatches(log, [{}]);
    fileSystem.releaseSyncs();
    await log.settle();
    expect(fileSystem.calls).toStrictEqual(['write', 'sync', 'write', 'sync']);
    expect(log.flushedOffset).toBe(502);
  });
});
