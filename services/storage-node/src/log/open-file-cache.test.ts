import { Buffer } from 'node:buffer';

import { describe, expect, it } from 'vitest';

import type { FileSystem, LogFile } from './file-system.ts';
import { OpenFileCache } from './open-file-cache.ts';

/** Counts which files are open. */
function countingFileSystem() {
  const open: string[] = [];
  const openFile = (path: string): Promise<LogFile> => {
    if (path === 'missing') return Promise.reject(new Error('ENOENT'));
    open.push(path);
    return Promise.resolve({
      write: () => Promise.resolve(0),
      read: () => Promise.resolve(0),
      datasync: () => Promise.resolve(),
      truncate: () => Promise.resolve(),
      size: () => Promise.resolve(path.length),
      close: () => {
        open.splice(open.indexOf(path), 1);
        return Promise.resolve();
      },
    });
  };
  return { open, fileSystem: { openFile, createFile: openFile } as unknown as FileSystem };
}

describe('OpenFileCache', () => {
  it('keeps files open, the least recently used no longer than there is room', async () => {
    const { open, fileSystem } = countingFileSystem();
    const cache = new OpenFileCache(fileSystem, 2);
    const use = (path: string) => cache.use(path, (file) => file.size());
    await use('a');
    await use('bb');
    await use('a');
    expect(await use('ccc')).toBe(3);
    expect(open).toStrictEqual(['a', 'ccc']);
    await cache[Symbol.asyncDispose]();
    expect(open).toStrictEqual([]);
  });

  it('opens a file once for all who use it at a time', async () => {
    const { open, fileSystem } = countingFileSystem();
    const cache = new OpenFileCache(fileSystem, 2);
    await Promise.all(Array.from({ length: 5 }, () => cache.use('a', (file) => file.size())));
    expect(open).toStrictEqual(['a']);
  });

  it('does not close a file under its user', async () => {
    const { open, fileSystem } = countingFileSystem();
    const cache = new OpenFileCache(fileSystem, 1);
    let finish: (() => void) | undefined;
    const using = cache.use('a', () => new Promise<void>((resolve) => (finish = resolve)));
    await cache.use('b', (file) => file.size());
    await cache.evict('a');
    expect(open).toContain('a');
    finish?.();
    await using;
    expect(open).not.toContain('a');
  });

  it('gives back what was opened beyond the limit once it is idle', async () => {
    const { open, fileSystem } = countingFileSystem();
    const cache = new OpenFileCache(fileSystem, 2);
    const paths = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(paths.map((path) => cache.use(path, (file) => file.size())));
    expect([open.length, cache.openFiles]).toStrictEqual([2, 2]);
  });

  it('tries a file again that did not open', async () => {
    const { fileSystem } = countingFileSystem();
    const cache = new OpenFileCache(fileSystem, 1);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(cache.use('missing', (file) => file.read(Buffer.alloc(1), 0))).rejects.toThrow(
        'ENOENT',
      );
    }
    expect(cache.openFiles).toBe(0);
  });
});
