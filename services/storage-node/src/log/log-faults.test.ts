import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Offset } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { kindRange } from '../database/keys.ts';
import { FaultyFileSystem } from './faulty-file-system.fixture.ts';
import { appendBatches, defaultConfig, LogWorld, range, readAll, topicId } from './log.fixture.ts';
import { PartitionLog } from './partition-log.ts';

const ten = Array.from({ length: 10 }, (_, index) => ({ producerId: 7, baseSequence: index }));

/** A log of ten batches that are read from files, on a disk that can fail. */
async function logOnDisk(world: LogWorld, config = {}): Promise<[PartitionLog, FaultyFileSystem]> {
  const log = await world.open(config);
  appendBatches(log, ten);
  await world.stop(log);
  const fileSystem = new FaultyFileSystem();
  return [await world.open(config, { fileSystem, tailBytesPerLog: 0 }), fileSystem];
}

describe('a log whose disk does not do', () => {
  it('is failed when a cut does not reach the files, and cut when it is opened again', async () => {
    await using world = await LogWorld.create();
    const [log, fileSystem] = await logOnDisk(world);
    fileSystem.cutError = 'EIO';
    await expect(log.truncate(4 as Offset)).rejects.toMatchObject({ code: 'STORAGE_ERROR' });
    expect(log.state).toBe('failed');
    // The database was told first, the file still has all.
    await world.crash();
    const again = await world.open();
    await again.truncate(4 as Offset);
    appendBatches(again, [{}]);
    await again.settle();
    expect(await readAll(again)).toHaveLength(5);
  });

  it('stays quarantined when it cannot be emptied, and can be emptied later', async () => {
    await using world = await LogWorld.create();
    const [log, fileSystem] = await logOnDisk(world);
    fileSystem.readError = 'EIO';
    await expect(log.read(range(0, 1)) as Promise<unknown>).rejects.toThrow('EIO');
    fileSystem.cutError = 'EIO';
    await expect(log.resetTo(0 as Offset)).rejects.toThrow('EIO');
    expect(log.state).toBe('quarantined');
    fileSystem.cutError = null;
    await log.resetTo(0 as Offset);
    expect([log.state, log.logEndOffset]).toStrictEqual(['open', 0]);
  });

  it.each(['EMFILE', 'ENOMEM'])('does not take %s for damage', async (code) => {
    await using world = await LogWorld.create();
    const [log, fileSystem] = await logOnDisk(world);
    fileSystem.readError = code;
    await expect(log.read(range(0, 1)) as Promise<unknown>).rejects.toThrow(code);
    fileSystem.readError = null;
    expect([log.state, (await readAll(log)).length]).toStrictEqual(['open', 10]);
  });

  it('is quarantined by a search by time that meets the end of the disk', async () => {
    await using world = await LogWorld.create();
    const [log, fileSystem] = await logOnDisk(world);
    fileSystem.readError = 'EIO';
    await expect(log.offsetForTimestamp(0, 10 as Offset)).rejects.toMatchObject({
      code: 'STORAGE_ERROR',
    });
    expect(log.state).toBe('quarantined');
  });

  it('is an error, not damage, to who is patient when the system refuses to read it', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    appendBatches(log, ten);
    await world.stop(log);
    const fileSystem = new FaultyFileSystem();
    fileSystem.openError = 'EIO';
    const environment = await world.environment({ fileSystem });
    const options = { topicId, partition: 0, config: defaultConfig };
    await expect(
      PartitionLog.open(environment, { ...options, isPatient: true }),
    ).rejects.toMatchObject({ code: 'STORAGE_ERROR' });
    expect((await PartitionLog.open(environment, options)).state).toBe('quarantined');
    fileSystem.openError = null;
    const sound = await PartitionLog.open(environment, { ...options, isPatient: true });
    expect([sound.state, sound.logEndOffset]).toStrictEqual(['open', 10]);
  });

  it('is quarantined when it has lost a file that it holds open', async () => {
    await using world = await LogWorld.create();
    const [log] = await logOnDisk(world, { segmentBytes: 300 });
    await log.checkFiles();
    expect(log.state).toBe('open');
    const [, second = ''] = (await readdir(world.directory)).toSorted();
    await rm(join(world.directory, second));
    await log.checkFiles();
    expect([log.state, log.fault?.message]).toMatchObject(['quarantined', /is gone/]);
  });
});

describe('what the database knows of producers', () => {
  it('is made anew from the files when the snapshot is damaged', async () => {
    await using world = await LogWorld.create();
    const log = await world.open();
    appendBatches(log, ten);
    await world.stop(log);
    const { database } = await world.environment();
    const snapshots = await database.entries(kindRange('producerSnapshot'));
    expect(snapshots.length).toBeGreaterThan(0);
    for (const [key] of snapshots) await database.put(key, Buffer.from('damaged'), { sync: true });
    await world.crash();
    const again = await world.open();
    expect([...again.producers.states()]).toMatchObject([{ producerId: 7 }]);
    appendBatches(again, [{ producerId: 7, baseSequence: 10 }]);
  });

  it('is not made from files with damage: duplicates would be taken for news', async () => {
    await using world = await LogWorld.create();
    const log = await world.open({ segmentBytes: 300 });
    appendBatches(log, ten);
    await world.stop(log);
    const environment = await world.environment();
    const { database } = environment;
    for (const [key] of await database.entries(kindRange('producerSnapshot'))) {
      await database.put(key, Buffer.from('damaged'), { sync: true });
    }
    await world.crash();
    const [first = ''] = (await readdir(world.directory)).toSorted();
    const file = await open(join(world.directory, first), 'r+');
    await file.write(Buffer.from([0xff, 0xff]), 0, 2, 12);
    await file.close();
    const again = await world.open({ segmentBytes: 300 });
    expect([again.state, again.fault?.code]).toStrictEqual(['quarantined', 'STORAGE_ERROR']);
  });
});
