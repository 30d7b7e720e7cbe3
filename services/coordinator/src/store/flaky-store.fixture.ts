import { WeirError } from '@weir/core';
import type {
  Fence,
  Lease,
  LeaseRequest,
  MetadataStore,
  Mutation,
  MutationResult,
  StoredDocument,
} from '@weir/store';

/** A real store behind a connection that a test can break in several ways. */
export class FlakyStore implements MetadataStore {
  readonly #store: MetadataStore;
  /** Nothing gets through. */
  isDown = false;
  /** Writes are carried out, but their answers are lost. */
  losesAnswers = false;
  /** Leases seem to be held and are not, as for a process that was paused a moment ago. */
  isPaused = false;
  /** What reading a collection waits for. */
  gate: Promise<void> = Promise.resolve();
  writes = 0;
  readonly #listed = new Map<string, Lease[]>();

  constructor(store: MetadataStore) {
    this.#store = store;
  }

  open(): Promise<void> {
    return this.#store.open();
  }

  async incarnation(): Promise<string> {
    this.#pass();
    return this.#store.incarnation();
  }

  async acquireLease(name: string, request: LeaseRequest): Promise<Lease | null> {
    this.#pass();
    return this.#store.acquireLease(name, request);
  }

  async renewLeases(leases: readonly Lease[], ttlMs: number): Promise<boolean[]> {
    this.#pass();
    if (this.isPaused) return leases.map(() => true);
    return this.#store.renewLeases(leases, ttlMs);
  }

  async releaseLease(lease: Lease): Promise<void> {
    this.#pass();
    await this.#store.releaseLease(lease);
  }

  async listLeases(prefix: string): Promise<Lease[]> {
    this.#pass();
    const known = this.#listed.get(prefix);
    if (this.isPaused && known !== undefined) return known;
    const leases = await this.#store.listLeases(prefix);
    this.#listed.set(prefix, leases);
    return leases;
  }

  async read(collection: string, key: string): Promise<StoredDocument | null> {
    this.#pass();
    return this.#store.read(collection, key);
  }

  async readAll(collection: string): Promise<Map<string, StoredDocument>> {
    await this.gate;
    this.#pass();
    return this.#store.readAll(collection);
  }

  async write(fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    this.#pass();
    this.writes += 1;
    const results = await this.#store.write(fence, mutations);
    if (this.losesAnswers) throw unavailable();
    return results;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }

  #pass(): void {
    if (this.isDown) throw unavailable();
  }
}

function unavailable(): WeirError {
  return new WeirError('STORE_UNAVAILABLE', 'The connection to the store is broken');
}
