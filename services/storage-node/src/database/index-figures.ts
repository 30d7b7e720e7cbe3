import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The levels of a LevelDB, of which there are always seven. */
export const indexLevels = ['0', '1', '2', '3', '4', '5', '6'] as const;

/** What LevelDB takes, and what it has done. */
export interface IndexFigures {
  /** Bytes of all its files. */
  readonly bytes: number;
  readonly files: number;
  readonly memoryBytes: number;
  /** Since it was opened, in whole seconds. */
  readonly compactionSeconds: number;
  /** Number of tables; the index is the level. */
  readonly filesByLevel: readonly number[];
}

/** Asks LevelDB for one of its properties; undefined while it is not open. */
export type LevelProperty = (name: string) => string | undefined;

/** What holds before anything was measured. */
export const noIndexFigures: IndexFigures = {
  ...{ bytes: 0, files: 0, memoryBytes: 0, compactionSeconds: 0 },
  filesByLevel: [],
};

/** Measures the LevelDB in a directory; rejects when that cannot be read. */
export async function measureIndex(
  location: string,
  property: LevelProperty,
): Promise<IndexFigures> {
  const names = await readdir(location);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(location, name))));
  return {
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    files: names.length,
    memoryBytes: Number(property('leveldb.approximate-memory-usage') ?? 0),
    compactionSeconds: compactionSecondsIn(property('leveldb.stats') ?? ''),
    filesByLevel: indexLevels.map((level) =>
      Number(property(`leveldb.num-files-at-level${level}`) ?? 0),
    ),
  };
}

/** The sum of the column `Time(sec)` in the table that LevelDB makes of its compactions. */
function compactionSecondsIn(stats: string): number {
  let seconds = 0;
  for (const line of stats.split('\n')) {
    const [, time] = /^\s*\d+\s+\d+\s+\d+\s+(\d+)\s+\d+\s+\d+\s*$/.exec(line) ?? [];
    seconds += Number(time ?? 0);
  }
  return seconds;
}

/** 0 for a file that has gone meanwhile: LevelDB removes them as it likes. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
