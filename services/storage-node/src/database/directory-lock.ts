import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { WeirError } from '@weir/core';

import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** What the lock file says of the process that holds a data directory. */
export interface LockHolder extends ProcessIdentity {
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/**
 * The lock file `<dataDirectory>/lock.json`: it names who holds the directory.
 *
 * It is not what keeps a second process out: that is LevelDB's own lock, which the kernel drops when
 * its holder dies. The file makes the refusal say who and since when, and refuses before anything in
 * the directory is touched. A holder that is dead (another boot, no such pid, or the pid now belongs
 * to a process that started at another time) is taken over.
 */
export class DirectoryLock {
  readonly #path: string;

  constructor(dataDirectory: string) {
    this.#path = join(dataDirectory, 'lock.json');
  }

  /** Throws `DATA_DIRECTORY_IN_USE`, naming the holder, while one is alive. */
  async check(): Promise<void> {
    const holder = await this.read();
    if (holder !== undefined && (await isAlive(holder))) throw this.inUse(holder);
  }

  /** Writes this process into the lock file. The caller holds the database's lock. */
  async write(nowMs: number): Promise<void> {
    const holder: LockHolder = {
      ...(await ownIdentity()),
      host: hostname(),
      since: new Date(nowMs).toISOString(),
    };
    const temporary = `${this.#path}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify(holder)}\n`);
    await rename(temporary, this.#path);
  }

  /** Removes the lock file. The caller still holds the database's lock. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  /** Who the lock file names; undefined if there is none or it does not parse. */
  async read(): Promise<LockHolder | undefined> {
    try {
      const holder: unknown = JSON.parse(await readFile(this.#path, 'utf8'));
      return isLockHolder(holder) ? holder : undefined;
    } catch {
      return undefined;
    }
  }

  /** The refusal. */
  inUse(holder: LockHolder | undefined, cause?: unknown): WeirError {
    const directory = join(this.#path, '..');
    const who =
      holder === undefined
        ? 'another process'
        : `process ${holder.pid} on ${holder.host} since ${holder.since}`;
    return new WeirError(
      'DATA_DIRECTORY_IN_USE',
      `Data directory ${directory} is in use by ${who}; stop it or choose another directory`,
      {
        ...(cause === undefined ? undefined : { cause }),
        ...(holder === undefined ? undefined : { metadata: { pid: String(holder.pid) } }),
      },
    );
  }
}

function isLockHolder(value: unknown): value is LockHolder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'bootId' in value &&
    'startedAtTicks' in value &&
    'host' in value &&
    'since' in value
  );
}
