import { WeirError } from '@weir/core';
import type { Fence, Mutation, MutationResult, StoredDocument } from '@weir/store';

/** The documents of a store, in memory; nothing of it waits for anything but a turn. */
export class MemoryStore {
  isDown = false;
  readonly documents = new Map<string, StoredDocument>();
  /** Mutations in each write. */
  readonly writes: number[] = [];

  async read(collection: string, key: string): Promise<StoredDocument | null> {
    this.#check();
    return this.documents.get(`${collection}/${key}`) ?? null;
  }

  async readAll(collection: string): Promise<Map<string, StoredDocument>> {
    this.#check();
    const prefix = `${collection}/`;
    const found = [...this.documents].filter(([key]) => key.startsWith(prefix));
    return new Map(found.map(([key, document]) => [key.slice(prefix.length), document]));
  }

  async write(_fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    this.#check();
    if (mutations.length > 0) this.writes.push(mutations.length);
    return mutations.map((mutation) => {
      const key = `${mutation.collection}/${mutation.key}`;
      const actualVersion = this.documents.get(key)?.version ?? null;
      const { expectedVersion } = mutation;
      if (expectedVersion !== undefined && expectedVersion !== actualVersion) {
        return { ok: false, actualVersion };
      }
      if (mutation.kind === 'delete') this.documents.delete(key);
      else this.documents.set(key, { value: mutation.value, version: mutation.version });
      return { ok: true };
    });
  }

  #check(): void {
    if (this.isDown) throw new WeirError('STORE_UNAVAILABLE', 'The store is down');
  }
}
