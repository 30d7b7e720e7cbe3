import { invariant, systemRandom, WeirError } from '@weir/core';
import { Level } from 'level';
import type { BoundedLists, ListEntry, ListRange } from './bounded-lists.ts';
import { EmbeddedLists } from './embedded-lists.ts';
import {
  type Fence,
  type Lease,
  type LeaseRequest,
  maxMutationsPerWrite,
  type MetadataStore,
  type Mutation,
  type MutationResult,
  type StoredDocument,
} from './metadata-store.ts';

/** Where the embedded store keeps its LevelDB. */
export interface EmbeddedMetadataStoreOptions {
  readonly directory: string;
}

interface HeldLease extends Lease {
  readonly expiresAtMs: number;
}

const separator = '\0';
const tokenKey = `meta${separator}token`;

/**
 * The metadata store of a single process, in a LevelDB of its own; every write of documents is synced.
 *
 * Leases live in memory: when the process is gone, so are its holders.
 *
 * Invariants:
 *   - Reads see the writes that were answered before: the documents are cached whole in memory.
 *   - Tokens grow across restarts: the last one is stored before it is given out.
 * Tests: `embedded-metadata-store.test.ts` with `metadata-store.contract.ts` and
 * `bounded-lists.contract.ts`.
 */
export class EmbeddedMetadataStore implements MetadataStore, BoundedLists {
  readonly #database: Level;
  readonly #directory: string;
  readonly #incarnation = systemRandom.uuid();
  readonly #collections = new Map<string, Map<string, StoredDocument>>();
  readonly #leases = new Map<string, HeldLease>();
  readonly #fences = new Map<string, number>();
  readonly #lists: EmbeddedLists;
  #lastToken = 0;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor({ directory }: EmbeddedMetadataStoreOptions) {
    this.#directory = directory;
    this.#database = new Level(directory);
    this.#lists = new EmbeddedLists({
      database: this.#database,
      enqueue: (operation) => this.#enqueue(operation),
    });
  }

  async open(): Promise<void> {
    try {
      await this.#database.open();
    } catch (cause) {
      throw new WeirError(
        'STORE_UNAVAILABLE',
        `Cannot open the metadata store in ${this.#directory}: does another process have it open?`,
        { cause },
      );
    }
    for await (const [key, text] of this.#database.iterator()) this.#load(key, text);
  }

  async incarnation(): Promise<string> {
    return this.#incarnation;
  }

  async acquireLease(name: string, request: LeaseRequest): Promise<Lease | null> {
    const current = this.#liveLease(name);
    if (current !== undefined && current.holder !== request.holder) return null;

    const token = Math.max(this.#lastToken, Date.now()) + 1;
    this.#lastToken = token;
    const lease = {
      name,
      holder: request.holder,
      token,
      metadata: request.metadata,
      expiresAtMs: performance.now() + request.ttlMs,
    };
    this.#leases.set(name, lease);
    this.#fences.set(name, token);
    await this.#enqueue(() => this.#database.put(tokenKey, `${token}`, { sync: true }));
    return toLease(lease);
  }

  async renewLeases(leases: readonly Lease[], ttlMs: number): Promise<boolean[]> {
    return leases.map(({ name, token }) => {
      const current = this.#liveLease(name);
      if (current?.token !== token) return false;
      this.#leases.set(name, { ...current, expiresAtMs: performance.now() + ttlMs });
      return true;
    });
  }

  async releaseLease({ name, token }: Lease): Promise<void> {
    if (this.#leases.get(name)?.token === token) this.#leases.delete(name);
  }

  async listLeases(prefix: string): Promise<Lease[]> {
    return [...this.#leases.keys()]
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => this.#liveLease(name) ?? [])
      .map(toLease);
  }

  async read(collection: string, key: string): Promise<StoredDocument | null> {
    return this.#collections.get(collection)?.get(key) ?? null;
  }

  async readAll(collection: string): Promise<Map<string, StoredDocument>> {
    return new Map(this.#collections.get(collection));
  }

  async write(fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    invariant(mutations.length <= maxMutationsPerWrite, 'a write is bounded');
    const seen = this.#fences.get(fence.lease) ?? 0;
    if (fence.token < seen) {
      throw new WeirError('STORE_FENCED', `Token ${fence.token} is older than ${seen}`);
    }
    this.#fences.set(fence.lease, fence.token);

    // Decided and cached in one turn of the event loop, so that no other write comes between.
    const results = mutations.map((mutation) => this.#apply(mutation));
    const accepted = mutations.filter((_mutation, index) => results[index]?.ok === true);
    await this.#enqueue(() => this.#persist(accepted));
    return results;
  }

  appendToList(list: string, values: readonly string[], maxLength: number): Promise<void> {
    return this.#lists.appendToList(list, values, maxLength);
  }

  readList(list: string, range: ListRange): Promise<ListEntry[]> {
    return this.#lists.readList(list, range);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lastWrite;
    await this.#database.close();
  }

  #load(key: string, text: string): void {
    if (key === tokenKey) {
      this.#lastToken = Number(text);
      return;
    }
    if (this.#lists.load(key)) return;
    const [, collection = '', documentKey = ''] = key.split(separator);
    this.#documents(collection).set(documentKey, JSON.parse(text) as StoredDocument);
  }

  #documents(collection: string): Map<string, StoredDocument> {
    const known = this.#collections.get(collection);
    if (known !== undefined) return known;
    const documents = new Map<string, StoredDocument>();
    this.#collections.set(collection, documents);
    return documents;
  }

  #liveLease(name: string): HeldLease | undefined {
    const lease = this.#leases.get(name);
    return lease !== undefined && lease.expiresAtMs > performance.now() ? lease : undefined;
  }

  #apply(mutation: Mutation): MutationResult {
    const documents = this.#documents(mutation.collection);
    const actualVersion = documents.get(mutation.key)?.version ?? null;
    if (!isAllowed(mutation, actualVersion)) return { ok: false, actualVersion };
    if (mutation.kind === 'delete') documents.delete(mutation.key);
    else documents.set(mutation.key, { value: mutation.value, version: mutation.version });
    return { ok: true };
  }

  async #persist(mutations: readonly Mutation[]): Promise<void> {
    const operations = mutations.map((mutation) => {
      const key = ['doc', mutation.collection, mutation.key].join(separator);
      if (mutation.kind === 'delete') return { type: 'del' as const, key };
      const { value, version } = mutation;
      return { type: 'put' as const, key, value: JSON.stringify({ value, version }) };
    });
    if (operations.length > 0) await this.#database.batch(operations, { sync: true });
  }

  /** LevelDB gets the writes in the order in which they were decided. */
  async #enqueue(operation: () => Promise<void>): Promise<void> {
    const write = this.#lastWrite.then(operation);
    this.#lastWrite = write.catch(() => undefined);
    try {
      await write;
    } catch (cause) {
      throw new WeirError('STORE_UNAVAILABLE', 'The metadata store cannot write', { cause });
    }
  }
}

function isAllowed(mutation: Mutation, actualVersion: number | null): boolean {
  const { expectedVersion } = mutation;
  if (expectedVersion === undefined) return true;
  if (expectedVersion !== actualVersion) return false;
  return mutation.kind === 'delete' || mutation.version > (actualVersion ?? -1);
}

function toLease({ name, holder, token, metadata }: HeldLease): Lease {
  return { name, holder, token, metadata };
}
