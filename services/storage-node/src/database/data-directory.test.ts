import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ManualClock, toNodeId } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DataDirectory } from './data-directory.ts';
import { encodeJsonValue } from './json-value.ts';
import { nodeKey } from './keys.ts';
import { ownIdentity } from './process-identity.ts';

let path: string;

const open = (nodeId = 1) =>
  DataDirectory.open({
    path,
    nodeId: toNodeId(nodeId),
    clock: new ManualClock(Date.UTC(2026, 0, 1)),
    logger: silentLogger,
  });

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'weir-directory-')), 'data');
});

afterEach(async () => {
  await rm(join(path, '..'), { recursive: true, force: true });
});

async function writeLock(holder: object): Promise<void> {
  await mkdir(path, { recursive: true });
  await writeFile(
    join(path, 'lock.json'),
    JSON.stringify({ host: 'there', since: 'then', ...(await ownIdentity()), ...holder }),
  );
}

describe('DataDirectory', () => {
  it('keeps its identity', async () => {
    let directoryId: string;
    {
      await using directory = await open();
      ({ directoryId } = directory);
      expect([directory.clusterId, directory.isAmnesiac]).toStrictEqual([null, false]);
      await directory.joinCluster('cluster-a');
      await directory.joinCluster('cluster-a');
    }
    await using directory = await open();
    expect(directory).toMatchObject({ directoryId, clusterId: 'cluster-a', isAmnesiac: false });
  });

  it('refuses another cluster and another node, naming both', async () => {
    {
      await using directory = await open();
      await directory.joinCluster('cluster-a');
      await expect(directory.joinCluster('cluster-b')).rejects.toMatchObject({
        code: 'INCONSISTENT_CLUSTER_ID',
        message: expect.stringContaining('cluster-a, not to cluster-b') as unknown,
      });
    }
    await expect(open(2)).rejects.toThrow('belongs to node 1, this is node 2');
    await using directory = await open();
    expect(directory.clusterId).toBe('cluster-a');
  });

  it('names the process that holds it', async () => {
    await using directory = await open();
    expect(directory.path).toBe(path);
    await expect(open()).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: expect.stringMatching(
        new RegExp(`in use by process ${process.pid} on .+ since 2026-01-01T00:00:00.000Z`),
      ) as unknown,
    });
  });

  it('gives the directory back', async () => {
    await (await open())[Symbol.asyncDispose]();
    expect(await readdir(path)).not.toContain('lock.json');
    await (await open())[Symbol.asyncDispose]();
  });

  it('takes over from a process that is dead', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeLock({ pid: child.pid });
    await using directory = await open();
    const holder = JSON.parse(await readFile(join(path, 'lock.json'), 'utf8')) as { pid: number };
    expect([holder.pid, directory.path]).toStrictEqual([process.pid, path]);
  });

  it.each([
    ['the pid belongs to another process now', { startedAtTicks: '1' }],
    ['the machine has been restarted', { bootId: 'another' }],
  ])('takes over when %s', async (_, holder) => {
    await writeLock(holder);
    await using directory = await open();
    expect(directory.path).toBe(path);
  });

  it('is not fooled by a lock file that does not parse', async () => {
    await writeLock({});
    await writeFile(join(path, 'lock.json'), 'nonsense');
    await using directory = await open();
    expect(directory.previousShutdown).toBe('none');
    await writeFile(join(path, 'lock.json'), 'nonsense');
    await expect(open()).rejects.toThrow('in use by another process');
  });

  it('tells a clean shutdown from a crash of the process and one of the kernel', async () => {
    const reopen = async () => {
      const directory = await open();
      return { directory, previousShutdown: directory.previousShutdown };
    };
    const first = await reopen();
    expect(first.previousShutdown).toBe('none');
    await first.directory.markCleanShutdown();
    await first.directory[Symbol.asyncDispose]();

    const second = await reopen();
    expect(second.previousShutdown).toBe('clean');
    await second.directory[Symbol.asyncDispose]();

    const third = await reopen();
    expect(third.previousShutdown).toBe('process-crash');
    const mark = { isClean: false, bootId: 'another', volume: '1:1' };
    await third.directory.database.put(nodeKey('life'), encodeJsonValue(mark));
    await third.directory[Symbol.asyncDispose]();

    const fourth = await reopen();
    expect(fourth.previousShutdown).toBe('kernel-crash');
    await fourth.directory[Symbol.asyncDispose]();
  });

  it('gets a new directory id when its database is gone, and says it has forgotten', async () => {
    const first = await open();
    await first.joinCluster('cluster-a');
    await first[Symbol.asyncDispose]();
    await rename(join(path, 'index'), join(path, '..', 'gone'));
    {
      await using second = await open();
      expect(second).toMatchObject({
        clusterId: 'cluster-a',
        isAmnesiac: true,
        previousShutdown: 'kernel-crash',
      });
      expect(second.directoryId).not.toBe(first.directoryId);
    }
    await using third = await open();
    expect(third.isAmnesiac).toBe(false);
  });

  it('writes identity.json again when only that is gone', async () => {
    const first = await open();
    await first[Symbol.asyncDispose]();
    await rm(join(path, 'identity.json'));
    await using second = await open();
    expect(second).toMatchObject({ directoryId: first.directoryId, isAmnesiac: false });
    expect(await readdir(path)).toContain('identity.json');
  });

  it('refuses a directory put together from two', async () => {
    const first = await open();
    await first[Symbol.asyncDispose]();
    const file = join(path, 'identity.json');
    const identity = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...identity, directoryId: 'other' }));
    await expect(open()).rejects.toThrow('holds parts of two');
  });

  it('removes what deleted partitions have left, and knows how much room there is', async () => {
    await mkdir(join(path, 'topic', '3.some-id.deleted'), { recursive: true });
    await mkdir(join(path, 'topic', '4'));
    await using directory = await open();
    expect(await readdir(join(path, 'topic'))).toStrictEqual(['4']);
    const { freeBytes, totalBytes } = await directory.freeSpace();
    expect(freeBytes).toBeGreaterThan(0);
    expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
  });
});
