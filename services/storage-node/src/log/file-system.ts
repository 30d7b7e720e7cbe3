import type { Buffer } from 'node:buffer';
import * as fs from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';

import { SharedSyncs } from './shared-syncs.ts';

/** An open segment file. Positions and lengths are in bytes. */
export interface LogFile {
  /** Writes the buffers one behind the other at `position`; returns how many bytes it wrote, maybe fewer. */
  write(buffers: readonly Buffer[], position: number): Promise<number>;
  /** Fills `buffer` from `position`; returns how many bytes there were. */
  read(buffer: Buffer, position: number): Promise<number>;
  /** Puts what was written, and the length, on disk. */
  datasync(): Promise<void>;
  /** Cuts or extends the file. */
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/**
 * The part of a file system that a log needs: a thin port over `node:fs`, so that tests and the
 * simulation can put a disk of their own under it. Errors carry the system's `code`.
 */
export interface FileSystem {
  /** Opens an existing file to read and write; `ENOENT` if there is none. */
  openFile(path: string): Promise<LogFile>;
  /** Creates a file to read and write; empties it if it exists. */
  createFile(path: string): Promise<LogFile>;
  /** Creates a directory and its parents; returns the topmost one that was created, if any. */
  makeDirectory(path: string): Promise<string | undefined>;
  /** Names in a directory; none if there is no such directory. */
  list(path: string): Promise<string[]>;
  /** Removes a file; fine if there is none. */
  removeFile(path: string): Promise<void>;
  /** Removes a directory and what is in it; fine if there is none. */
  removeDirectory(path: string): Promise<void>;
  /** Removes a directory if there is nothing in it. */
  removeEmptyDirectory(path: string): Promise<void>;
  /** Renames a file or directory; false if there is none. */
  rename(from: string, to: string): Promise<boolean>;
  /** Puts the names in a directory on disk. */
  syncDirectory(path: string): Promise<void>;
}

const directorySyncs = new SharedSyncs(async (path) => {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
});

/** The operating system's file system. */
export const nodeFileSystem: FileSystem = {
  openFile: (path) => openDescriptor(path, fs.constants.O_RDWR),
  createFile: (path) =>
    openDescriptor(path, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC),
  makeDirectory: (path) => mkdir(path, { recursive: true }),
  list: (path) => readdir(path).catch(ifCode<string[]>(['ENOENT'], [])),
  removeFile: (path) => unlink(path).catch(ifCode(['ENOENT'], undefined)),
  removeDirectory: (path) => rm(path, { recursive: true, force: true }),
  removeEmptyDirectory: (path) => rmdir(path).catch(ifCode(['ENOENT', 'ENOTEMPTY'], undefined)),
  rename: (from, to) => rename(from, to).then(() => true, ifCode(['ENOENT'], false)),
  syncDirectory: (path) => directorySyncs.run(path),
};

/** Up to here a write takes some microseconds, a trip to the thread pool and back some dozens. */
const maxBytesAtOnce = 16 * 1024;

/** A file by its descriptor: `FileHandle` costs more per call. */
class DescriptorFile implements LogFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(buffers: readonly Buffer[], position: number): Promise<number> {
    const [first] = buffers;
    if (buffers.length === 1 && first !== undefined && first.length <= maxBytesAtOnce) {
      return this.#writeAtOnce(first, position);
    }
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, bytes: number): void => {
        if (error === null) resolve(bytes);
        else reject(error);
      };
      if (buffers.length === 1 && first !== undefined) {
        fs.write(this.#descriptor, first, 0, first.length, position, done);
      } else {
        fs.writev(this.#descriptor, buffers, position, done);
      }
    });
  }

  /** Into the page cache, on the calling thread: quicker than handing it to another. */
  async #writeAtOnce(buffer: Buffer, position: number): Promise<number> {
    return Promise.resolve(fs.writeSync(this.#descriptor, buffer, 0, buffer.length, position));
  }

  async read(buffer: Buffer, position: number): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      const bytes = await this.#readOnce(buffer, filled, position + filled);
      if (bytes === 0) break;
      filled += bytes;
    }
    return filled;
  }

  datasync(): Promise<void> {
    return this.#call((done) => {
      fs.fdatasync(this.#descriptor, done);
    });
  }

  truncate(length: number): Promise<void> {
    return this.#call((done) => {
      fs.ftruncate(this.#descriptor, length, done);
    });
  }

  size(): Promise<number> {
    return new Promise((resolve, reject) => {
      fs.fstat(this.#descriptor, (error, stats) => {
        if (error === null) resolve(stats.size);
        else reject(error);
      });
    });
  }

  close(): Promise<void> {
    return this.#call((done) => {
      fs.close(this.#descriptor, done);
    });
  }

  #readOnce(buffer: Buffer, filled: number, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const length = buffer.length - filled;
      fs.read(this.#descriptor, buffer, filled, length, position, (error, bytes) => {
        if (error === null) resolve(bytes);
        else reject(error);
      });
    });
  }

  #call(start: (done: (error: Error | null | undefined) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      start((error) => {
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
    });
  }
}

function openDescriptor(path: string, flags: number): Promise<LogFile> {
  return new Promise((resolve, reject) => {
    fs.open(path, flags, 0o644, (error, descriptor) => {
      if (error === null) resolve(new DescriptorFile(descriptor));
      else reject(error);
    });
  });
}

function ifCode<Value>(codes: readonly string[], value: Value): (error: unknown) => Value {
  return (error) => {
    const isExpected =
      error instanceof Error && 'code' in error && codes.includes(String(error.code));
    if (isExpected) return value;
    throw error;
  };
}
