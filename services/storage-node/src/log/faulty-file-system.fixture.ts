import type { Buffer } from 'node:buffer';

import { type FileSystem, type LogFile, nodeFileSystem } from './file-system.ts';

/**
 * The system's file system with a disk that can run full and fail: for tests. Each byte written takes
 * room, whatever is removed gives none back.
 */
export class FaultyFileSystem implements FileSystem {
  /** Bytes that may still be written; a write that needs more writes what fits, then fails. */
  roomBytes = Number.POSITIVE_INFINITY;
  /** Code that every sync fails with. */
  syncError: string | null = null;
  /** Code that every write fails with. */
  writeError: string | null = null;
  /** Code that every read fails with. */
  readError: string | null = null;
  /** Code that opening or creating any file fails with. */
  openError: string | null = null;
  /** Code that cutting or removing any file fails with. */
  cutError: string | null = null;
  /** Which files, by path, the errors and the lack of room concern. */
  concerns: (path: string) => boolean = () => true;
  /** Most bytes that one write takes, as a disk may. */
  maxWriteBytes = Number.POSITIVE_INFINITY;
  /** Writes and syncs that were called, in order. */
  readonly calls: string[] = [];
  #gate: Promise<void> | undefined;
  #openGate: (() => void) | undefined;

  makeDirectory(path: string): Promise<string | undefined> {
    return nodeFileSystem.makeDirectory(path);
  }

  list(path: string): Promise<string[]> {
    return nodeFileSystem.list(path);
  }

  async removeFile(path: string): Promise<void> {
    this.#refuse(this.cutError, path);
    return nodeFileSystem.removeFile(path);
  }

  removeDirectory(path: string): Promise<void> {
    return nodeFileSystem.removeDirectory(path);
  }

  removeEmptyDirectory(path: string): Promise<void> {
    return nodeFileSystem.removeEmptyDirectory(path);
  }

  rename(from: string, to: string): Promise<boolean> {
    return nodeFileSystem.rename(from, to);
  }

  syncDirectory(path: string): Promise<void> {
    return nodeFileSystem.syncDirectory(path);
  }

  async openFile(path: string): Promise<LogFile> {
    this.#refuse(this.openError, path);
    return this.#wrap(await nodeFileSystem.openFile(path), path);
  }

  async createFile(path: string): Promise<LogFile> {
    this.#refuse(this.openError, path);
    if (this.roomBytes <= 0) this.#refuse('ENOSPC', path);
    return this.#wrap(await nodeFileSystem.createFile(path), path);
  }

  /** Makes syncs wait for `releaseSyncs`. */
  holdSyncs(): void {
    this.#gate = new Promise((resolve) => {
      this.#openGate = resolve;
    });
  }

  releaseSyncs(): void {
    this.#openGate?.();
    this.#gate = undefined;
  }

  #refuse(code: string | null, path: string): void {
    if (code !== null && this.concerns(path)) throw systemError(code);
  }

  #wrap(file: LogFile, path: string): LogFile {
    return {
      write: (buffers, position) =>
        this.concerns(path) ? this.#write(file, buffers, position) : file.write(buffers, position),
      read: async (buffer, position) => {
        this.#refuse(this.readError, path);
        return file.read(buffer, position);
      },
      datasync: () => (this.concerns(path) ? this.#sync(file) : file.datasync()),
      truncate: async (length) => {
        this.#refuse(this.cutError, path);
        return file.truncate(length);
      },
      size: () => file.size(),
      close: () => file.close(),
    };
  }

  async #write(file: LogFile, buffers: readonly Buffer[], position: number): Promise<number> {
    this.calls.push('write');
    if (this.writeError !== null) throw systemError(this.writeError);
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    const allowed = Math.min(bytes, this.roomBytes, this.maxWriteBytes);
    if (allowed <= 0) throw systemError('ENOSPC');
    this.roomBytes -= allowed;
    return file.write(firstBytes(buffers, allowed), position);
  }

  async #sync(file: LogFile): Promise<void> {
    this.calls.push('sync');
    await this.#gate;
    if (this.syncError !== null) throw systemError(this.syncError);
    await file.datasync();
  }
}

function firstBytes(buffers: readonly Buffer[], bytes: number): Buffer[] {
  let left = bytes;
  return buffers.flatMap((buffer) => {
    const part = buffer.subarray(0, left);
    left -= part.length;
    return part.length === 0 ? [] : [part];
  });
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}
