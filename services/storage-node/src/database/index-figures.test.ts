import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { silentLogger, systemClock } from '@weir/runtime';
import { expect, it, onTestFinished } from 'vitest';

import { measureIndex } from './index-figures.ts';
import { NodeDatabase } from './node-database.ts';

/** As LevelDB prints it. */
const stats = `                               Compactions
Level  Files Size(MB) Time(sec) Read(MB) Write(MB)
--------------------------------------------------
  0        0        0         2        0         3
  1        0        0        12        5         5
  2      140      273         1        3         4
`;

async function temporary(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'weir-index-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

it('adds up files, and the time of compactions at all levels', async () => {
  const path = await temporary();
  await writeFile(join(path, '000005.ldb'), Buffer.alloc(1000));
  await writeFile(join(path, 'CURRENT'), Buffer.alloc(16));
  const properties: Readonly<Record<string, string>> = {
    'leveldb.stats': stats,
    'leveldb.approximate-memory-usage': '4104',
    'leveldb.num-files-at-level2': '140',
  };
  expect(await measureIndex(path, (name) => properties[name])).toEqual({
    ...{ bytes: 1016, files: 2, memoryBytes: 4104, compactionSeconds: 15 },
    filesByLevel: [0, 0, 140, 0, 0, 0, 0],
  });
});

it('has files alone while LevelDB is not open', async () => {
  const path = await temporary();
  expect(await measureIndex(path, () => undefined)).toMatchObject({
    ...{ bytes: 0, files: 0, memoryBytes: 0, compactionSeconds: 0 },
  });
});

it('measures a database in use, and tells how long its writes take', async () => {
  const location = await temporary();
  const clock = systemClock;
  await using database = await NodeDatabase.open({ location, clock, logger: silentLogger });
  const tookMs: number[] = [];
  database.onWritten = (ms) => tookMs.push(ms);
  const value = Buffer.alloc(10_000, 1);
  await database.put(Buffer.from('key'), value, { sync: true });
  const figures = await database.measure();
  expect(figures.bytes).toBeGreaterThan(value.length / 2);
  expect(figures.memoryBytes).toBeGreaterThan(value.length);
  expect(figures.filesByLevel).toHaveLength(7);
  expect(tookMs).toHaveLength(1);
  expect(tookMs[0]).toBeGreaterThan(0);
});
