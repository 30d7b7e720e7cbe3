import { type Clock, sleep } from '@weir/core';
import {
  fromStoredSecurity,
  type Logger,
  type SecurityView,
  type StoredSecurity,
  toStoredSecurity,
} from '@weir/runtime';

import { decodeJsonValue, encodeJsonValue } from './json-value.ts';
import { nodeKey } from './keys.ts';
import type { NodeDatabase } from './node-database.ts';

/** What a copy is made of. */
export interface SecurityCopyOptions {
  readonly database: NodeDatabase;
  readonly view: SecurityView;
  readonly clock: Clock;
  readonly logger: Logger;
}

const copyKey = nodeKey('security');
const retryAfterMs = 5_000;

/**
 * Keeps the newest security document that this node has seen in its database: a controller gets it back
 * from there when the metadata store has lost it.
 *
 * Invariants:
 *   - The version that is kept never decreases.
 *   - One write is under way at most; what changes meanwhile is written together after it.
 * Tests: `security-copy.test.ts`.
 */
export class SecurityCopy {
  readonly #options: SecurityCopyOptions;
  readonly #stop = new AbortController();
  #keptVersion = 0;
  #writing: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: SecurityCopyOptions) {
    this.#options = options;
  }

  /** Gives the view what was kept, and keeps what the view is told from now on. */
  async start(): Promise<void> {
    const { database, view, logger } = this.#options;
    const bytes = await database.get(copyKey);
    const stored = bytes === undefined ? undefined : decodeJsonValue(bytes);
    if (stored !== undefined) {
      const document = fromStoredSecurity(stored as StoredSecurity);
      this.#keptVersion = document.version;
      view.apply(document);
    } else if (bytes !== undefined) logger.error('the copy of keys and rights is damaged');
    this.#unsubscribe = view.onChange(() => {
      this.#keep();
    });
    this.#keep();
  }

  /** Keeps the newest one, if it can be kept, and no more. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#stop.abort();
    await this.#writing;
    await this.#write();
  }

  #keep(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    const { view, clock } = this.#options;
    const { signal } = this.#stop;
    while (view.version > this.#keptVersion && !signal.aborted) {
      if (await this.#write()) continue;
      await sleep(clock, retryAfterMs, signal).catch(() => undefined);
    }
  }

  /** False when the newest document could not be written. */
  async #write(): Promise<boolean> {
    const { database, view, logger } = this.#options;
    const { document } = view;
    if (document.version <= this.#keptVersion) return true;
    try {
      await database.put(copyKey, encodeJsonValue(toStoredSecurity(document)), { sync: true });
      this.#keptVersion = document.version;
      return true;
    } catch (error) {
      logger.warn({ err: error }, 'keys and rights were not kept');
      return false;
    }
  }
}
