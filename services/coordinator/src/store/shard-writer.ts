import { type Clock, sleep, toWeirError, WeirError } from '@weir/core';
import type { Backoff, Logger } from '@weir/runtime';
import { type Fence, maxMutationsPerWrite, type MetadataStore, type Mutation } from '@weir/store';

/** Where a document lives. */
export interface DocumentKey {
  readonly collection: string;
  readonly key: string;
}

/** What a writer is made of. */
export interface ShardWriterOptions {
  readonly store: Pick<MetadataStore, 'write'>;
  /** The shard's lease: every write carries its token. */
  readonly fence: Fence;
  readonly clock: Clock;
  readonly backoff: Backoff;
  readonly logger: Logger;
  /** The store has seen a newer token: the shard is another coordinator's. Called once. */
  readonly onFenced: (error: WeirError) => void;
}

interface Document extends DocumentKey {
  /** JSON text; null deletes the document. */
  value: string | null;
}

/** Documents that must reach the store in one write. */
interface Unit {
  readonly name: string;
  readonly documents: Map<string, Document>;
  /** Of the oldest change in it that is not stored. */
  firstSequence: number;
}

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: WeirError) => void;
}

/**
 * Writes the documents of one shard: one write at a time, of all that has changed meanwhile (group
 * commit). While the store is down it keeps the newest value of each document and tries again.
 *
 * Documents of one unit are stored together (up to the store's limit): a partition that moved from
 * one member to another is never in the documents of both. The shard's owner is the only writer, held to
 * by the fence: so each document is written whatever is there, be it of a write whose answer was lost, or
 * of a store that was set back.
 *
 * Invariants:
 *   - At most one write is under way.
 *   - `flush` resolves only when all that was put before it is stored.
 * Tests: `shard-writer.test.ts`.
 */
export class ShardWriter {
  readonly #options: ShardWriterOptions;
  #lastVersion = 0;
  #units = new Map<string, Unit>();
  #waiters: Waiter[] = [];
  #lastSequence = 0;
  #storedSequence = 0;
  #isWriting = false;
  #failure: WeirError | undefined;
  readonly #stop = new AbortController();

  constructor(options: ShardWriterOptions) {
    this.#options = options;
  }

  /** Why the last attempt failed; undefined when it did not. */
  get failure(): WeirError | undefined {
    return this.#failure;
  }

  /** How many callers wait for their changes to be stored. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** Puts a document, or deletes it with null, together with its unit; stored soon. */
  put(unitName: string, document: DocumentKey, value: string | null): void {
    if (this.#stop.signal.aborted) return;
    this.#lastSequence += 1;
    const unit = this.#units.get(unitName) ?? this.#addUnit(unitName);
    unit.documents.set(documentId(document), { ...document, value });
    if (!this.#isWriting) {
      this.#isWriting = true;
      // Everything that is put in this turn of the event loop shares the write.
      queueMicrotask(() => void this.#run());
    }
  }

  /** Resolves when all that was put is stored; rejects when the shard is lost before. */
  flush(): Promise<void> {
    if (this.#storedSequence === this.#lastSequence) return Promise.resolve();
    if (this.#stop.signal.aborted) return Promise.reject(shardLost());
    return new Promise((resolve, reject) => {
      this.#waiters.push({ sequence: this.#lastSequence, resolve, reject });
    });
  }

  /** Stops writing: the shard is lost or handed over. What is not stored is given up. */
  stop(error: WeirError = shardLost()): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#units.clear();
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  #addUnit(name: string): Unit {
    const unit = { name, documents: new Map(), firstSequence: this.#lastSequence };
    this.#units.set(name, unit);
    return unit;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (this.#units.size > 0 && !signal.aborted) {
      const batch = this.#take();
      const isStored = await this.#write(batch);
      if (signal.aborted) break;
      if (isStored) {
        this.#settle();
      } else {
        await sleep(this.#options.clock, this.#options.backoff.next(), signal).catch(
          () => undefined,
        );
      }
    }
    this.#isWriting = false;
  }

  /** As many whole units as fit into one write, the oldest first; at least one. */
  #take(): Unit[] {
    const batch: Unit[] = [];
    let size = 0;
    for (const unit of this.#units.values()) {
      size += unit.documents.size;
      if (size > maxMutationsPerWrite && batch.length > 0) break;
      batch.push(unit);
    }
    for (const { name } of batch) this.#units.delete(name);
    return batch;
  }

  async #write(batch: readonly Unit[]): Promise<boolean> {
    const documents = batch.flatMap((unit) => [...unit.documents.values()]);
    const mutations = documents.map((document) => this.#toMutation(document));
    try {
      await this.#send(mutations);
      this.#failure = undefined;
      this.#options.backoff.reset();
      return true;
    } catch (error) {
      this.#fail(toWeirError(error));
    }
    this.#putBack(batch);
    return false;
  }

  /** One write, unless a single unit has grown beyond its limit. */
  async #send(mutations: readonly Mutation[]): Promise<void> {
    const { store, fence } = this.#options;
    for (let start = 0; start < mutations.length; start += maxMutationsPerWrite) {
      await store.write(fence, mutations.slice(start, start + maxMutationsPerWrite));
    }
  }

  #toMutation({ collection, key, value }: Document): Mutation {
    if (value === null) return { kind: 'delete', collection, key };
    this.#lastVersion += 1;
    return { kind: 'put', collection, key, value, version: this.#lastVersion };
  }

  #fail(error: WeirError): void {
    const { logger, onFenced } = this.#options;
    const isFirst = this.#failure === undefined;
    this.#failure = error;
    if (this.#stop.signal.aborted) return;
    if (error.code === 'STORE_FENCED') {
      this.stop();
      onFenced(error);
    } else if (isFirst) {
      logger.warn({ err: error }, 'Metadata store refuses writes, trying again');
    }
  }

  /** Keeps a batch that was not stored, under newer values that came meanwhile. */
  #putBack(batch: readonly Unit[]): void {
    if (this.#stop.signal.aborted) return;
    const newer = this.#units;
    this.#units = new Map(batch.map((unit) => [unit.name, unit]));
    for (const unit of newer.values()) {
      const older = this.#units.get(unit.name);
      if (older === undefined) this.#units.set(unit.name, unit);
      else for (const [id, document] of unit.documents) older.documents.set(id, document);
    }
  }

  #settle(): void {
    let stored = this.#lastSequence;
    for (const { firstSequence } of this.#units.values()) {
      stored = Math.min(stored, firstSequence - 1);
    }
    this.#storedSequence = stored;
    const settled = this.#waiters.filter(({ sequence }) => sequence <= stored);
    this.#waiters = this.#waiters.filter(({ sequence }) => sequence > stored);
    for (const { resolve } of settled) resolve();
  }
}

function documentId({ collection, key }: DocumentKey): string {
  return `${collection} ${key}`;
}

/** What is told of work on a shard that is another coordinator's by now. */
export function shardLost(): WeirError {
  return new WeirError('COORDINATOR_NOT_AVAILABLE', 'The shard is moving to another coordinator');
}
