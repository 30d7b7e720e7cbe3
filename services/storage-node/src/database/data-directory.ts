import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

import { type Clock, invariant, type NodeId, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';

import { type DirectoryIdentity, loadIdentity, saveIdentity } from './directory-identity.ts';
import { DirectoryLock } from './directory-lock.ts';
import { decodeJsonValue, encodeJsonValue } from './json-value.ts';
import { nodeKey } from './keys.ts';
import { NodeDatabase } from './node-database.ts';
import { readBootId } from './process-identity.ts';
import { toStorageError } from './storage-error.ts';

/** How the previous life of a directory ended; decides what the operating system may have lost. */
export type PreviousShutdown =
  /** The directory is new. */
  | 'none'
  /** `markCleanShutdown` was called: everything is on disk. */
  | 'clean'
  /** The process died, the kernel lived on: whatever was written is still there. */
  | 'process-crash'
  /** The kernel died, the directory was copied, or nobody can tell: unsynced writes may be gone. */
  | 'kernel-crash';

/** What it takes to open a data directory. */
export interface DataDirectoryOptions {
  readonly path: string;
  readonly nodeId: NodeId;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Bytes of the file system that holds the directory. */
export interface DiskSpace {
  /** What an ordinary process may still write. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The mark of the directory's present or last life. */
interface LifeMark {
  readonly isClean: boolean;
  readonly bootId: string | null;
  /** Device and inode of the directory: others when it has been copied. */
  readonly volume: string;
}

interface OpenedState {
  readonly lock: DirectoryLock;
  readonly database: NodeDatabase;
  readonly identity: DirectoryIdentity;
  readonly isAmnesiac: boolean;
  readonly previousShutdown: PreviousShutdown;
}

const lifeKey = nodeKey('life');

/** What a deleted partition's folder ends with until it has been removed. */
export const deletedSuffix = '.deleted';

/**
 * A node's data directory, held by this process: its lock, identity, database, and how it was left.
 *
 * Layout: `lock.json`, `identity.json`, `index/` (LevelDB), `<topic-id>/<partition>/` (segments).
 *
 * Invariants:
 *   - At most one process has it open: LevelDB's lock is held as long as the object lives.
 *   - A mark with `isClean = false` is on disk before anything else is written.
 * Tests: `data-directory.test.ts`.
 */
export class DataDirectory implements AsyncDisposable {
  readonly path: string;
  readonly database: NodeDatabase;
  readonly previousShutdown: PreviousShutdown;
  /**
   * Whether votes may have been lost since it was last open: the database was lost or damaged.
   * Every replica in it must then count as unclean; the directory id is a new one.
   */
  readonly isAmnesiac: boolean;
  readonly #lock: DirectoryLock;
  #identity: DirectoryIdentity;
  #isClosed = false;

  private constructor(path: string, state: OpenedState) {
    this.path = path;
    this.database = state.database;
    this.previousShutdown = state.previousShutdown;
    this.isAmnesiac = state.isAmnesiac;
    this.#lock = state.lock;
    this.#identity = state.identity;
  }

  /**
   * Opens or creates the directory and takes it. `DATA_DIRECTORY_IN_USE` names who holds it;
   * `INVALID_CONFIG` when it belongs to another node; `STORAGE_ERROR`, `STORAGE_FULL`.
   */
  static async open(options: DataDirectoryOptions): Promise<DataDirectory> {
    const { path, clock, logger } = options;
    await mkdir(path, { recursive: true }).catch((error: unknown) => {
      throw toStorageError(`Creating data directory ${path}`, error);
    });
    const lock = new DirectoryLock(path);
    await lock.check();
    const database = await openDatabase(options, lock);
    try {
      const state = await takeOver(options, lock, database);
      logger.info(
        { path, directoryId: state.identity.directoryId, previousShutdown: state.previousShutdown },
        'data directory opened',
      );
      await removeDeleted(path);
      await lock.write(clock.nowMs());
      return new DataDirectory(path, state);
    } catch (error) {
      await database[Symbol.asyncDispose]();
      throw error instanceof WeirError ? error : toStorageError(`Opening ${path}`, error);
    }
  }

  /** A UUID; a new one when the directory is new or has forgotten its votes. */
  get directoryId(): string {
    return this.#identity.directoryId;
  }

  /** Null until `joinCluster` was called for the first time in the directory's life. */
  get clusterId(): string | null {
    return this.#identity.clusterId;
  }

  /** Binds the directory to a cluster, durably; `INCONSISTENT_CLUSTER_ID` if it is another's. */
  async joinCluster(clusterId: string): Promise<void> {
    if (this.clusterId === clusterId) return;
    if (this.clusterId !== null) {
      throw new WeirError(
        'INCONSISTENT_CLUSTER_ID',
        `Data directory ${this.path} belongs to cluster ${this.clusterId}, not to ${clusterId}`,
      );
    }
    const identity = { ...this.#identity, clusterId };
    await saveIdentity(this.path, this.database, identity);
    this.#identity = identity;
  }

  /** Marks, durably, that all logs were closed. Nothing may be written afterwards. */
  async markCleanShutdown(): Promise<void> {
    await writeLifeMark(this.path, this.database, true);
  }

  /** How much room the disk has. */
  async freeSpace(): Promise<DiskSpace> {
    const { bavail, blocks, bsize } = await statfs(this.path);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  /** Closes the database and gives the directory back. */
  async [Symbol.asyncDispose](): Promise<void> {
    invariant(!this.#isClosed, 'a data directory is closed once');
    this.#isClosed = true;
    await this.#lock.remove();
    await this.database[Symbol.asyncDispose]();
  }
}

async function openDatabase(
  { path, clock, logger }: DataDirectoryOptions,
  lock: DirectoryLock,
): Promise<NodeDatabase> {
  try {
    return await NodeDatabase.open({ location: join(path, 'index'), clock, logger });
  } catch (error) {
    const isLocked = error instanceof WeirError && error.code === 'DATA_DIRECTORY_IN_USE';
    throw isLocked ? lock.inUse(await lock.read(), error) : error;
  }
}

async function takeOver(
  { path, nodeId }: DataDirectoryOptions,
  lock: DirectoryLock,
  database: NodeDatabase,
): Promise<OpenedState> {
  const isNew = database.origin === 'created';
  const { identity, isAmnesiac } = await loadIdentity(path, database, nodeId);
  const mark = await readLifeMark(database);
  const previousShutdown =
    isNew && !isAmnesiac ? 'none' : judge(mark, await readBootId(), await readVolume(path));
  await writeLifeMark(path, database, false);
  return { lock, database, identity, isAmnesiac, previousShutdown };
}

function judge(
  mark: LifeMark | undefined,
  bootId: string | null,
  volume: string,
): PreviousShutdown {
  if (mark === undefined) return 'kernel-crash';
  if (mark.isClean) return 'clean';
  const isSameKernel = bootId !== null && mark.bootId === bootId && mark.volume === volume;
  return isSameKernel ? 'process-crash' : 'kernel-crash';
}

async function readLifeMark(database: NodeDatabase): Promise<LifeMark | undefined> {
  const value = await database.get(lifeKey);
  return value === undefined ? undefined : (decodeJsonValue(value) as LifeMark | undefined);
}

async function writeLifeMark(
  path: string,
  database: NodeDatabase,
  isClean: boolean,
): Promise<void> {
  const mark: LifeMark = { isClean, bootId: await readBootId(), volume: await readVolume(path) };
  await database.put(lifeKey, encodeJsonValue(mark), { sync: true });
}

async function readVolume(path: string): Promise<string> {
  const { dev, ino } = await stat(path);
  return `${dev}:${ino}`;
}

/** Removes folders of deleted partitions that a crash has left behind. */
async function removeDeleted(path: string): Promise<void> {
  const topics = await readdir(path, { withFileTypes: true });
  for (const topic of topics.filter((entry) => entry.isDirectory() && entry.name !== 'index')) {
    const partitions = await readdir(join(path, topic.name));
    for (const name of partitions.filter((candidate) => candidate.endsWith(deletedSuffix))) {
      await rm(join(path, topic.name, name), { recursive: true, force: true });
    }
  }
}
