import { Buffer } from 'node:buffer';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ManualClock, type TopicId } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { Level } from 'level';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  kindRange,
  nodeKey,
  offsetInKey,
  parsePartitionKey,
  partitionKey,
  partitionOffsetKey,
  prefixRange,
  readTopicId,
  topicKey,
} from './keys.ts';
import { NodeDatabase } from './node-database.ts';
import { type WriteGroup, WriteQueue } from './write-queue.ts';

const topicId = '01234567-89ab-4cde-8f01-23456789abcd' as TopicId;
const key = (text: string): Buffer => Buffer.from(text);

let directory: string;
let location: string;
const clock = new ManualClock();

const open = () => NodeDatabase.open({ location, clock, logger: silentLogger });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-database-'));
  location = join(directory, 'index');
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});

describe('NodeDatabase', () => {
  it('keeps what was written, in order of key', async () => {
    {
      await using database = await open();
      expect(database.origin).toBe('created');
      await database.put(key('b'), key('2'), { sync: true });
      await database.batch([
        { type: 'put', key: key('a'), value: key('1') },
        { type: 'put', key: key('c'), value: key('3') },
        { type: 'del', key: key('b') },
      ]);
    }
    await using database = await open();
    expect(database.origin).toBe('opened');
    const entries = await database.entries(prefixRange(key('a')));
    expect(entries.map(String)).toStrictEqual(['a,1']);
    const seen: string[] = [];
    for await (const [found] of database.iterate(
      { gte: key('a'), lt: key('z') },
      { reverse: true },
    )) {
      seen.push(String(found));
    }
    expect(seen).toStrictEqual(['c', 'a']);
    expect(await database.get(key('b'))).toBeUndefined();
  });

  it('applies writes in the order of the calls', async () => {
    await using database = await open();
    const writes = Array.from({ length: 50 }, (_, index) =>
      database.put(key('k'), key(String(index)), { sync: index % 2 === 0 }),
    );
    expect(String((await database.entries(prefixRange(key('k'))))[0]?.[1])).toBe('49');
    await Promise.all(writes);
  });

  it('deletes a range within a batch', async () => {
    await using database = await open();
    for (const name of ['a1', 'a2', 'b1']) await database.put(key(name), key('v'));
    await database.batch(await database.deletions(prefixRange(key('a'))));
    const left = await database.entries({ gte: key('a'), lt: key('z') });
    expect(left.map(([found]) => String(found))).toStrictEqual(['b1']);
  });

  it('refuses a database that is open', async () => {
    await using database = await open();
    expect(database.origin).toBe('created');
    await expect(open()).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  });

  it.each([
    ['without CURRENT', (files: string[]) => rm(join(location, pick(files, /^CURRENT$/)))],
    [
      'with an empty CURRENT',
      (files: string[]) => truncate(join(location, pick(files, /^CURRENT$/))),
    ],
    [
      'with a damaged manifest',
      (files: string[]) => writeFile(join(location, pick(files, /^MANIFEST/)), 'x'.repeat(200)),
    ],
    ['without a manifest', (files: string[]) => rm(join(location, pick(files, /^MANIFEST/)))],
  ])('repairs a database %s, and says so', async (_, damage) => {
    {
      await using database = await open();
      for (let index = 0; index < 100; index += 1) {
        await database.put(key(`k${index}`), key('v'), { sync: true });
      }
    }
    await damage(await readdir(location));
    await using database = await open();
    expect(database.origin).toBe('repaired');
    expect(await database.entries(prefixRange(key('k')))).toHaveLength(100);
  });

  it('repairs a database of which a vote cannot be read, and says so', async () => {
    const count = 2000;
    {
      await using database = await open();
      const entries = Array.from({ length: count }, (_, index) => index);
      await Promise.all(
        entries.map((index) => database.put(nodeKey(`n${index}`), key(`value ${index}`))),
      );
    }
    // What is in its journal becomes a table when it is opened.
    await (await open())[Symbol.asyncDispose]();
    const table = join(location, pick(await readdir(location), /[.]ldb$/));
    const bytes = await readFile(table);
    bytes.fill(0xff, 1000, 1200);
    await writeFile(table, bytes);
    await using database = await open();
    expect(database.origin).toBe('repaired');
    const left = await database.entries(kindRange('node'));
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(count);
  });

  it('tells of writes that failed, but for a full disk', async () => {
    await using database = await open();
    const told: string[] = [];
    database.onWriteFailed = (error) => told.push(error.code);
    vi.spyOn(Level.prototype, 'batch')
      .mockRejectedValueOnce(new Error('IO error: No space left on device'))
      .mockRejectedValueOnce(new Error('IO error: Input/output error'));
    await expect(database.put(key('a'), key('1'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(told).toEqual([]);
    clock.advanceBy(1000);
    await expect(database.put(key('a'), key('1'))).rejects.toMatchObject({ code: 'STORAGE_ERROR' });
    expect(told).toEqual(['STORAGE_ERROR']);
  });

  it('opens the database anew after a failed write, and then writes again', async () => {
    await using database = await open();
    await database.put(key('a'), key('1'));
    const full = Object.assign(new Error('IO error: No space left on device'), {
      code: 'LEVEL_IO_ERROR',
    });
    const batch = vi.spyOn(Level.prototype, 'batch').mockRejectedValueOnce(full);
    await expect(database.put(key('b'), key('2'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    // Not tried again at once; reads go on.
    await expect(database.put(key('b'), key('2'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(batch).toHaveBeenCalledTimes(1);
    expect(String(await database.get(key('a')))).toBe('1');

    clock.advanceBy(1000);
    await database.put(key('b'), key('3'), { sync: true });
    expect(String(await database.get(key('b')))).toBe('3');
    expect(String(await database.get(key('a')))).toBe('1');
  });
});

describe('WriteQueue', () => {
  it('writes what comes in one turn, and while a write is under way, at once', async () => {
    const groups: WriteGroup[] = [];
    const writes = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const queue = new WriteQueue(async (group) => {
      groups.push(group);
      await writes[groups.length - 1]?.promise;
    });
    const add = (index: number) =>
      queue.add([{ type: 'del', key: key(`k${index}`) }], index === 1500);
    const first = Array.from({ length: 1000 }, (_, index) => add(index));
    await Promise.resolve();
    const second = Array.from({ length: 1000 }, (_, index) => add(1000 + index));
    writes[0]?.resolve(undefined);
    await Promise.all(first);
    writes[1]?.resolve(undefined);
    await Promise.all(second);
    const shape = groups.map(({ operations, sync }) => ({ count: operations.length, sync }));
    expect(shape).toStrictEqual([
      { count: 1000, sync: false },
      { count: 1000, sync: true },
    ]);
  });

  it('never splits the changes of one caller, and fails those of a failed write alone', async () => {
    const sizes: number[] = [];
    const queue = new WriteQueue((group) => {
      sizes.push(group.operations.length);
      return sizes.length === 1 ? Promise.reject(new Error('full')) : Promise.resolve();
    });
    const many = (count: number) =>
      Array.from({ length: count }, () => ({ type: 'del', key: key('k') }) as const);
    const results = await Promise.allSettled([
      queue.add(many(9000), false),
      queue.add(many(9000), false),
      queue.add(many(20_000), true),
    ]);
    expect(results.map((result) => result.status)).toStrictEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(sizes).toStrictEqual([9000, 9000, 20_000]);
  });
});

describe('keys', () => {
  it('sort by kind, topic, partition, then offsets', () => {
    const prefix = (partition: number) => partitionKey('indexBlock', topicId, partition);
    const keys = [
      partitionKey('segment', topicId, 9),
      partitionOffsetKey(prefix(1), 5, 7),
      partitionOffsetKey(prefix(1), 255, 2 ** 40),
      partitionOffsetKey(prefix(1), 256, 0),
      partitionOffsetKey(prefix(256), 0, 0),
      partitionKey('leaderEpochs', topicId, 0),
    ];
    expect(keys.toSorted((a, b) => Buffer.compare(a, b))).toStrictEqual(keys);
    const found = keys[2] ?? Buffer.alloc(0);
    expect([offsetInKey(found, 0), offsetInKey(found, 1)]).toStrictEqual([255, 2 ** 40]);
    expect(parsePartitionKey(found)).toStrictEqual({ topicId, partition: 1 });
    expect(readTopicId(topicKey('topicConfig', topicId))).toBe(topicId);
  });

  it('has ranges that hold what starts with the prefix, and nothing else', () => {
    const { gte, lt } = prefixRange(partitionKey('segment', topicId, 0xff_ff_ff_ff));
    const inside = partitionOffsetKey(gte, Number.MAX_SAFE_INTEGER);
    expect(Buffer.compare(gte, inside)).toBe(-1);
    expect(Buffer.compare(inside, lt)).toBe(-1);
    expect(Buffer.compare(kindRange('segment').lt, kindRange('indexBlock').gte)).toBe(0);
  });
});

function pick(files: readonly string[], pattern: RegExp): string {
  return files.find((name) => pattern.test(name)) ?? 'none';
}
