import { type Clock, type Timer, toWeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { Fence, MetadataStore, Mutation, StoredDocument } from '@weir/store';
import type { ShardWriter } from './shard-writer.ts';

/** What a bookmark works with. */
export interface ShardBookmarkOptions {
  readonly store: Pick<MetadataStore, 'write'>;
  readonly collection: string;
  readonly fence: Fence;
  readonly writer: Pick<ShardWriter, 'flush'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How far the journal is known to be in the store. */
export interface JournalPosition {
  /** All below this offset of the journal is. */
  readonly offset: number;
  /** The journal has all changes of before this instant, Unix milliseconds, by its owner's clock. */
  readonly atMs: number;
}

const ownerKey = 'owner';
const endKey = 'end';
const retryMs = 500;

/**
 * Says in the store how much of a shard's journal the store itself holds, so that an owner that comes
 * later reads only the rest; and shows whether the store has lost documents of the shard.
 *
 * Two documents, each with the token of the owner that wrote it: `owner`, put once all that this owner
 * has loaded is stored and it waits for nobody who could know more, and `end`, where the journal stood
 * when all before it was stored, and up to when it had all changes. A store that was wiped under an owner gets an `end` from it, and no
 * `owner` of the same token.
 *
 * Invariants:
 *   - `end` is put only when all changes journaled before it are stored.
 *   - `owner` is put only together with an `end`, and only over the document that was loaded: never into a
 *     store that lost it since.
 * Tests: `shard-bookmark.test.ts`.
 */
export class ShardBookmark {
  readonly #options: ShardBookmarkOptions;
  #ownerVersion: number | null = null;
  #endVersion = 0;
  /** Up to where what is put to the store, and so soon stored, covers the journal. */
  #wanted: JournalPosition = { offset: 0, atMs: 0 };
  #storedEnd = -1;
  #isComplete = false;
  #isConfirmed = false;
  #isBusy = false;
  #isStopped = false;
  #retry: Timer | undefined;

  constructor(options: ShardBookmarkOptions) {
    this.#options = options;
  }

  /**
   * Reads the documents of the collection. Undefined when the store may have lost something, or nobody has
   * owned the shard yet.
   */
  load(documents: ReadonlyMap<string, StoredDocument>): JournalPosition | undefined {
    const owner = documents.get(ownerKey);
    const end = documents.get(endKey);
    this.#ownerVersion = owner?.version ?? null;
    this.#endVersion = end?.version ?? 0;
    if (owner === undefined || end === undefined) return undefined;
    const { token, ...position } = JSON.parse(end.value) as JournalPosition & { token: number };
    if ((JSON.parse(owner.value) as { token: number }).token !== token) return undefined;
    this.#wanted = position;
    return position;
  }

  /** All that there is to know of the shard is known, and was put to the writer. */
  complete(): void {
    this.#isComplete = true;
    this.#start();
  }

  /** Puts nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#retry?.cancel();
  }

  /** All changes that the journal has below this offset have been put to the writer. */
  advance(position: JournalPosition): void {
    if (position.offset > this.#wanted.offset) this.#wanted = position;
    this.#start();
  }

  get #isDue(): boolean {
    const isUnconfirmed = this.#isComplete && !this.#isConfirmed;
    return isUnconfirmed || this.#storedEnd < this.#wanted.offset;
  }

  #start(): void {
    if (!this.#isBusy && !this.#isStopped) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    try {
      while (this.#isDue && !this.#isStopped) {
        const position = this.#wanted;
        await this.#options.writer.flush();
        await this.#put(position);
        this.#storedEnd = position.offset;
      }
    } catch (error) {
      if (this.#isStopped) return;
      const { clock, logger } = this.#options;
      logger.debug({ err: toWeirError(error) }, 'Bookmark not stored');
      this.#retry = clock.setTimer(retryMs, () => {
        this.#start();
      });
    } finally {
      this.#isBusy = false;
    }
  }

  async #put(position: JournalPosition): Promise<void> {
    const { store, collection, fence } = this.#options;
    const { token } = fence;
    const document = { kind: 'put', collection } as const;
    const mutations: Mutation[] = [];
    const isConfirming = this.#isComplete && !this.#isConfirmed;
    if (isConfirming) {
      const version = (this.#ownerVersion ?? 0) + 1;
      const expectedVersion = this.#ownerVersion;
      const value = JSON.stringify({ token });
      mutations.push({ ...document, key: ownerKey, value, version, expectedVersion });
    }
    this.#endVersion += 1;
    const value = JSON.stringify({ token, ...position });
    mutations.push({ ...document, key: endKey, value, version: this.#endVersion });
    await store.write(fence, mutations);
    // One that was refused stays so: then the next owner reads the whole journal.
    if (isConfirming) this.#isConfirmed = true;
  }
}
