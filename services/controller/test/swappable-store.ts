import { WeirError } from '@weir/core';
import type {
  BoundedLists,
  Fence,
  Lease,
  LeaseRequest,
  ListEntry,
  ListRange,
  MetadataStore,
  Mutation,
  MutationResult,
  StoredDocument,
} from '@weir/store';

type StoreWithLists = MetadataStore & BoundedLists;

/** A store in place of which another one can be put, as when Redis is emptied, restored or down. */
export class SwappableStore implements MetadataStore, BoundedLists {
  isDown = false;
  #current: StoreWithLists | undefined;
  readonly #all: StoreWithLists[] = [];

  get current(): StoreWithLists {
    if (this.#current !== undefined && !this.isDown) return this.#current;
    throw new WeirError('STORE_UNAVAILABLE', 'The store is down');
  }

  async swap(store: StoreWithLists): Promise<void> {
    this.#current = store;
    this.#all.push(store);
  }

  async open(): Promise<void> {
    await this.current.open();
  }

  async incarnation(): Promise<string> {
    return this.current.incarnation();
  }

  async acquireLease(name: string, request: LeaseRequest): Promise<Lease | null> {
    return this.current.acquireLease(name, request);
  }

  async renewLeases(leases: readonly Lease[], ttlMs: number): Promise<boolean[]> {
    return this.current.renewLeases(leases, ttlMs);
  }

  async releaseLease(lease: Lease): Promise<void> {
    await this.current.releaseLease(lease);
  }

  async listLeases(prefix: string): Promise<Lease[]> {
    return this.current.listLeases(prefix);
  }

  async read(collection: string, key: string): Promise<StoredDocument | null> {
    return this.current.read(collection, key);
  }

  async readAll(collection: string): Promise<Map<string, StoredDocument>> {
    return this.current.readAll(collection);
  }

  async write(fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    return this.current.write(fence, mutations);
  }

  async appendToList(list: string, values: readonly string[], maxLength: number): Promise<void> {
    await this.current.appendToList(list, values, maxLength);
  }

  async readList(list: string, range: ListRange): Promise<ListEntry[]> {
    return this.current.readList(list, range);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const store of this.#all) await store[Symbol.asyncDispose]();
  }
}
