import { Buffer } from 'node:buffer';
import { readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { LeaderEpoch, Offset } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { kindRange } from '../database/keys.ts';
import { frameHeaderSize } from './frame.ts';
import { appendBatches, LogWorld, makeBatch, openLog, range, readAll } from './log.fixture.ts';
import type { PartitionLog } from './partition-log.ts';

const firstFile = `${'0'.repeat(20)}.log`;

/** Ten batches of two records in one process life that ends in a crash. */
async function crashWithTen(world: LogWorld): Promise<Buffer[]> {
  const log = await world.open();
  const batches = appendBatches(
    log,
    Array.from({ length: 10 }, () => ({ records: 2 })),
  );
  await log.settle();
  await world.crash();
  return batches;
}

async function flip(path: string, position: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[position] = (bytes[position] ?? 0) ^ 0x40;
  await writeFile(path, bytes);
}

describe('LogRecovery', () => {
  it('cuts a torn end wherever the last write was torn', async () => {
    await using world = await LogWorld.create();
    const batches = await crashWithTen(world);
    const path = join(world.directory, firstFile);
    const whole = await readFile(path);
    const lastFrame = frameHeaderSize + (batches[9]?.length ?? 0);

    for (let cut = 1; cut <= lastFrame; cut += 1) {
      await writeFile(path, whole.subarray(0, whole.length - cut));
      const log = await world.open();
      expect([log.state, log.logEndOffset]).toStrictEqual(['open', 18]);
      expect(await readAll(log)).toStrictEqual(batches.slice(0, 9));
      await world.crash();
      expect((await stat(path)).size).toBe(whole.length - lastFrame);
    }
  });

  it('goes on behind a torn end as if it had not been there', async () => {
    await using world = await LogWorld.create();
    const batches = await crashWithTen(world);
    const path = join(world.directory, firstFile);
    await truncate(path, (await stat(path)).size - 3);
    const log = await world.open();
    const added = appendBatches(log, [{}, {}]);
    await log.settle();
    await world.crash();
    expect(await readAll(await world.open())).toStrictEqual([...batches.slice(0, 9), ...added]);
  });

  it('quarantines a log with a flipped bit in the middle, and never dies of one', async () => {
    await using world = await LogWorld.create();
    const batches = await crashWithTen(world);
    const path = join(world.directory, firstFile);
    const whole = await readFile(path);
    const lastFrame = frameHeaderSize + (batches[9]?.length ?? 0);

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length * 8 - 1 }), async (bit) => {
        const damaged = Buffer.from(whole);
        const position = bit >> 3;
        damaged[position] = (damaged[position] ?? 0) ^ (1 << (bit & 7));
        await writeFile(path, damaged);
        const log = await world.open();
        const isInLast = position >= whole.length - lastFrame;
        expect(log.state).toBe(isInLast ? 'open' : 'quarantined');
        if (isInLast) expect(await readAll(log)).toStrictEqual(batches.slice(0, 9));
        else expect(() => log.read(range(0, 1))).toThrow(/is damaged at \d+/);
        await world.crash();
      }),
      { numRuns: 150 },
    );
  });

  it('takes a quarantined log back once it is emptied', async () => {
    await using world = await LogWorld.create();
    await crashWithTen(world);
    await flip(join(world.directory, firstFile), 200);
    const log = await world.open();
    expect(log.state).toBe('quarantined');
    expect(log.fault?.code).toBe('STORAGE_ERROR');
    expect(() => {
      log.append([makeBatch(20)]);
    }).toThrow('damaged');

    await log.resetTo(7 as Offset);
    expect([log.state, log.fault, log.logStartOffset, log.logEndOffset]).toStrictEqual([
      'open',
      null,
      7,
      7,
    ]);
    const batches = appendBatches(log, [{}, {}]);
    await world.stop(log);
    const again = await world.open();
    expect([again.logStartOffset, again.logEndOffset]).toStrictEqual([7, 9]);
    expect(await readAll(again)).toStrictEqual(batches);
  });

  it('takes a hole for a torn end when the kernel has died', async () => {
    await using world = await LogWorld.create();
    const batches = await crashWithTen(world);
    await flip(join(world.directory, firstFile), 200);
    const log = await world.open({}, { mayHaveTornWrites: true });
    expect(log.state).toBe('open');
    const kept = await readAll(log);
    expect(kept.length).toBeLessThan(10);
    expect(kept).toStrictEqual(batches.slice(0, kept.length));
  });

  it('does not take a hole for a torn end in what a checkpoint says is on disk', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    appendBatches(log, [{}, {}, {}]);
    await world.stop(log);
    const path = join(world.directory, firstFile);
    await truncate(path, (await stat(path)).size - 1);
    const again = await world.open({}, { mayHaveTornWrites: true });
    expect(again.state).toBe('quarantined');
    expect(again.fault?.message).toMatch(/has \d+ bytes, known were \d+/);
  });

  it('quarantines a log that has lost a file', async () => {
    await using world = await LogWorld.create();
    for (const lost of [0, 1, 2]) {
      const log = await world.open({ segmentBytes: 200 });
      appendBatches(log, [{}, {}, {}, {}, {}, {}]);
      await log.settle();
      expect(log.segmentCount).toBe(3);
      await world.crash();
      const files = (await readdir(world.directory)).toSorted();
      await rm(join(world.directory, files[lost] ?? ''));
      const again = await world.open({ segmentBytes: 200 });
      expect(again.fault?.message).toMatch(/is missing$/);
      await again.resetTo(0 as Offset);
      await world.stop(again);
    }
  });

  it('quarantines a log whose folder is gone', async () => {
    await using world = await LogWorld.create();
    await crashWithTen(world);
    await rm(world.directory, { recursive: true });
    expect((await world.open()).state).toBe('quarantined');
  });

  it('quarantines a log with a gap between two files', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    appendBatches(log, [{}, {}]);
    await log.settle();
    await world.crash();
    await writeFile(join(world.directory, `${'5'.padStart(20, '0')}.log`), Buffer.alloc(0));
    const again = await world.open();
    expect(again.fault?.message).toContain('follows records that end at 2');
  });

  it('measures the files again when the database is gone', async () => {
    await using world = await LogWorld.create();
    const config = { segmentBytes: 3000 };
    const log = await world.open(config);
    const batches = appendBatches(
      log,
      Array.from({ length: 80 }, (_, index) => ({ records: 2, timestampMs: index * 10 })),
    );
    await log.settle();
    await log.deleteTo(50 as Offset);
    const kept = await readAll(log, log.logStartOffset);
    await world.stop(log);
    await rename(join(world.path, 'index'), join(world.path, 'gone'));

    const again = await world.open(config, { tailBytesPerLog: 0 });
    expect([again.state, again.logEndOffset]).toStrictEqual(['open', 160]);
    expect(again.logStartOffset).toBeLessThanOrEqual(50);
    expect((await readAll(again)).slice(-kept.length)).toStrictEqual(kept);
    expect((await again.offsetForTimestamp(600, again.logEndOffset))?.offset).toBe(120);
    expect(await again.read(range(121, 160, 1))).toStrictEqual([batches[60]]);
  });

  it('reads right without its index blocks, and makes them anew', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    const specs = Array.from({ length: 60 }, () => ({ valueBytes: 100_000 }));
    for (const spec of specs) {
      appendBatches(log, [spec]);
      await log.settle();
    }
    await world.stop(log);

    const environment = await world.environment({ tailBytesPerLog: 0 });
    const { database } = environment;
    await database.batch(await database.deletions(kindRange('indexBlock')));
    const again = await openLog(environment);
    const [batch] = await again.read(range(59, 60));
    expect(batch).toStrictEqual(makeBatch(59, specs[0]));
    await again.settle();
    expect(await database.entries(kindRange('indexBlock'))).toHaveLength(1);
  });

  it('reads right with index blocks that are wrong, and makes them anew', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    const batches = appendBatches(
      log,
      Array.from({ length: 60 }, () => ({ valueBytes: 300 })),
    );
    await world.stop(log);

    const environment = await world.environment({ tailBytesPerLog: 0 });
    const { database } = environment;
    const other = await openLog(environment);
    const [block] = await database.entries(kindRange('indexBlock'));
    const { decodeIndexBlock, encodeIndexBlock } = await import('./index-block.ts');
    const entries = decodeIndexBlock(block?.[1] ?? Buffer.alloc(0));
    const wrong = entries.map((entry) => ({ ...entry, position: entry.position + 1 }));
    await database.put(block?.[0] ?? Buffer.alloc(0), encodeIndexBlock(wrong));
    expect(await other.read(range(50, 60, 1))).toStrictEqual([batches[50]]);
    await other.settle();
    const [rebuilt] = await database.entries(kindRange('indexBlock'));
    expect(decodeIndexBlock(rebuilt?.[1] ?? Buffer.alloc(0))).toStrictEqual(entries);
  });

  it('quarantines itself when a read meets damage', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    appendBatches(
      log,
      Array.from({ length: 10 }, () => ({ records: 2 })),
    );
    await world.stop(log);
    await flip(join(world.directory, firstFile), 200);

    const again = await world.open({}, { tailBytesPerLog: 0 });
    expect(again.state).toBe('open');
    const faults: string[] = [];
    again.listen({ onFailed: (error) => faults.push(error.code) });
    await expect(readAll(again)).rejects.toThrow('is damaged at');
    expect([again.state, faults]).toStrictEqual(['quarantined', ['STORAGE_ERROR']]);
  });

  it('cuts at the first batch whose epoch the list of epochs does not have', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    await appendEpochs(log, [
      [1, 0],
      [3, 2],
      [5, 4],
    ]);
    appendBatches(log, [{ epoch: 1 }, { epoch: 1 }, { epoch: 3 }, { epoch: 4 }]);
    await log.settle();
    await world.crash();

    const again = await world.open();
    expect([again.state, again.logEndOffset, again.lastEpoch]).toStrictEqual(['open', 3, 3]);
    expect(again.epochs.entries().map((entry) => entry.epoch)).toStrictEqual([1, 3]);
  });

  it('keeps an epoch that starts at its end, drops those that start beyond', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    await appendEpochs(log, [
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    appendBatches(log, [{ epoch: 1 }]);
    await log.settle();
    await world.crash();
    const again = await world.open();
    expect(again.epochs.entries().map((entry) => entry.epoch)).toStrictEqual([1, 2]);
    expect([again.epochAt(0 as Offset), again.epochAt(1 as Offset)]).toStrictEqual([1, 2]);
  });

  it('scans only what follows the checkpoint', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ indexIntervalBytes: 0 });
    const specs = Array.from({ length: 300 }, () => ({}));
    appendBatches(log, specs.slice(0, 200));
    await log.settle();
    appendBatches(log, specs.slice(200));
    await log.settle();
    await world.crash();
    // In front of the checkpoint nothing is looked at before it is read.
    await flip(join(world.directory, firstFile), 50);
    const again = await world.open();
    expect([again.state, again.logEndOffset]).toStrictEqual(['open', 300]);
  });
});

async function appendEpochs(
  log: PartitionLog,
  entries: readonly (readonly [epoch: number, startOffset: number])[],
): Promise<void> {
  for (const [epoch, startOffset] of entries) {
    await log.epochs.append({
      epoch: epoch as LeaderEpoch,
      startOffset: startOffset as Offset,
    });
  }
}
