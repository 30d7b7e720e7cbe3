import type { Buffer } from 'node:buffer';
import { statfs } from 'node:fs/promises';

import { type Clock, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';

import { type IndexFigures, measureIndex } from './index-figures.ts';
import { type KeyRange, vitalRange } from './keys.ts';
import {
  type BytesLevel,
  type DatabaseOrigin,
  openLevel,
  openOrRepairLevel,
  propertyOf,
} from './open-level.ts';
import { isStorageFull, toStorageError } from './storage-error.ts';
import { type DatabaseOperation, type WriteGroup, WriteQueue } from './write-queue.ts';

/** Where the database is and what it needs. */
export interface NodeDatabaseOptions {
  /** The directory of the LevelDB itself, `<dataDirectory>/index`. */
  readonly location: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How durable a write is when its promise resolves. */
export interface WriteOptions {
  /** True: on disk. False, the default: the operating system has it. */
  readonly sync?: boolean;
}

/** Which part of a range to read. */
export interface RangeOptions {
  /** From the last key to the first. */
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** A database that could not be written to, until it is opened anew. */
interface Breakage {
  readonly error: WeirError;
  readonly retryAtMs: number;
}

const retryAfterMs = 1000;
const minFreeBytesToReopen = 16 * 1024 * 1024;

/**
 * The node's LevelDB: small things that must be atomic and durable. See `keys.ts` for what is in it.
 *
 * After a failed write LevelDB may refuse all others, and what follows a torn record in its log would
 * be lost at the next start. So a failed write marks the database broken; it is opened anew, at most
 * once a second and on a full disk only when there is room, by the next write. Reads go on meanwhile.
 *
 * Invariants:
 *   - Writes take effect in the order of the calls.
 *   - Nothing is written to a database after a failed write before it has been opened anew.
 * Tests: `node-database.test.ts`.
 */
export class NodeDatabase implements AsyncDisposable {
  /**
   * Is told, synchronously, of each write that failed for another reason than a full disk: what was
   * to be kept may not be.
   */
  onWriteFailed: ((error: WeirError) => void) | undefined;
  /** Is told how many milliseconds each batch took. */
  onWritten: ((ms: number) => void) | undefined;
  readonly #location: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writes: WriteQueue;
  readonly #origin: DatabaseOrigin;
  #level: BytesLevel;
  #breakage: Breakage | undefined;
  #reopening: Promise<void> | undefined;

  private constructor(options: NodeDatabaseOptions, level: BytesLevel, origin: DatabaseOrigin) {
    this.#location = options.location;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#level = level;
    this.#origin = origin;
    this.#writes = new WriteQueue((group) => this.#write(group));
  }

  /**
   * Opens or creates the database, repairing a damaged one and replacing one beyond repair.
   * `DATA_DIRECTORY_IN_USE` when it is open elsewhere, `STORAGE_ERROR`, `STORAGE_FULL`.
   */
  static async open(options: NodeDatabaseOptions): Promise<NodeDatabase> {
    const { level, origin } = await openOrRepairLevel(options.location, vitalRange).catch(
      (error: unknown) => {
        throw toStorageError(`Opening database ${options.location}`, error);
      },
    );
    if (origin === 'repaired' || origin === 'replaced') {
      options.logger.error({ location: options.location, origin }, 'database was damaged');
    }
    return new NodeDatabase(options, level, origin);
  }

  /** Whether it was there, and whether it can be trusted to be complete. */
  get origin(): DatabaseOrigin {
    return this.#origin;
  }

  /** The value of a key, or undefined. Sees the writes whose promises have resolved. */
  async get(key: Buffer): Promise<Buffer | undefined> {
    await this.#reopening;
    return this.#level.get(key).catch(toReadError);
  }

  /** Writes one entry; see `batch`. */
  put(key: Buffer, value: Buffer, options: WriteOptions = {}): Promise<void> {
    return this.batch([{ type: 'put', key, value }], options);
  }

  /**
   * Applies all operations or none. Writes take effect in the order of the calls; all that are called
   * while another is under way, or in the same turn, share one LevelDB batch and one sync.
   * Rejects with `STORAGE_FULL` or `STORAGE_ERROR`: then a synced write may or may not be there.
   */
  batch(operations: readonly DatabaseOperation[], options: WriteOptions = {}): Promise<void> {
    return this.#writes.add(operations, options.sync === true);
  }

  /** Entries of a range in order of key. Sees all writes that were called before. */
  async *iterate(
    range: KeyRange,
    options: RangeOptions = {},
  ): AsyncGenerator<[key: Buffer, value: Buffer], void> {
    await this.#writes.drain();
    await this.#reopening;
    try {
      yield* this.#level.iterator({ ...range, ...options });
    } catch (error) {
      toReadError(error);
    }
  }

  /** All entries of a range that is known to be short. Sees all writes that were called before. */
  async entries(
    range: KeyRange,
    options: RangeOptions = {},
  ): Promise<[key: Buffer, value: Buffer][]> {
    await this.#writes.drain();
    await this.#reopening;
    return this.#level
      .iterator({ ...range, ...options })
      .all()
      .catch(toReadError);
  }

  /** The operations that delete every entry of a range: to be part of a batch. */
  async deletions(range: KeyRange): Promise<DatabaseOperation[]> {
    await this.#writes.drain();
    await this.#reopening;
    const keys = await this.#level.keys(range).all().catch(toReadError);
    return keys.map((key) => ({ type: 'del', key }));
  }

  /** What it takes, and what it has done; rejects when its directory cannot be read. */
  async measure(): Promise<IndexFigures> {
    await this.#reopening;
    return measureIndex(this.#location, (name) => propertyOf(this.#level, name));
  }

  /** Finishes the writes under way and closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writes.drain();
    await this.#level.close();
  }

  async #write(group: WriteGroup): Promise<void> {
    if (this.#breakage !== undefined) await this.#reopen(this.#breakage);
    const startedAtMs = this.#clock.monotonicMs();
    try {
      await this.#level.batch(group.operations, { sync: group.sync });
      this.onWritten?.(this.#clock.monotonicMs() - startedAtMs);
    } catch (error) {
      this.#breakage = this.#breakWith(error);
      this.#logger.error({ err: error }, 'database write failed');
      const { error: failure } = this.#breakage;
      if (!isStorageFull(failure)) this.onWriteFailed?.(failure);
      throw failure;
    }
  }

  async #reopen(breakage: Breakage): Promise<void> {
    if (this.#clock.monotonicMs() < breakage.retryAtMs) throw breakage.error;
    this.#breakage = { ...breakage, retryAtMs: this.#clock.monotonicMs() + retryAfterMs };
    if (isStorageFull(breakage.error) && !(await this.#hasRoom())) throw breakage.error;

    this.#reopening = this.#closeAndOpen();
    try {
      await this.#reopening;
      this.#breakage = undefined;
      this.#logger.info({ location: this.#location }, 'database is writable again');
    } catch (error) {
      this.#breakage = this.#breakWith(error);
      throw this.#breakage.error;
    } finally {
      this.#reopening = undefined;
    }
  }

  async #closeAndOpen(): Promise<void> {
    await this.#level.close();
    this.#level = await openLevel(this.#location);
  }

  async #hasRoom(): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#location);
    return bavail * bsize >= minFreeBytesToReopen;
  }

  #breakWith(error: unknown): Breakage {
    return {
      error: toStorageError(`Writing to database ${this.#location}`, error),
      retryAtMs: this.#clock.monotonicMs() + retryAfterMs,
    };
  }
}

function toReadError(error: unknown): never {
  throw new WeirError('STORAGE_ERROR', 'Reading from the database failed', { cause: error });
}
