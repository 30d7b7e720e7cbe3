import { WeirError } from '@weir/core';
import type { Fence, MetadataStore, Mutation, MutationResult, StoredDocument } from '@weir/store';

type Documents = Map<string, Map<string, StoredDocument>>;

/** Documents and fences in memory, which can be lost or set back. */
export class MemoryStore implements Pick<MetadataStore, 'readAll' | 'write'> {
  isDown = false;
  #documents: Documents = new Map();
  readonly #tokens = new Map<string, number>();

  async readAll(collection: string): Promise<Map<string, StoredDocument>> {
    return new Map(this.#documents.get(collection));
  }

  async write({ lease, token }: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    if (this.isDown) throw new WeirError('STORE_UNAVAILABLE', 'The store does not answer');
    if (token < (this.#tokens.get(lease) ?? 0)) {
      throw new WeirError('STORE_FENCED', `A token above ${token} was seen`);
    }
    this.#tokens.set(lease, token);
    return mutations.map((mutation) => this.#apply(mutation));
  }

  /** All that it holds, to be set back to. */
  copy(): Documents {
    return new Map(Array.from(this.#documents, ([name, documents]) => [name, new Map(documents)]));
  }

  /** Forgets all that was written since the copy was made; without one, everything. */
  loseAllSince(copy: Documents = new Map()): void {
    this.#documents = copy;
    this.#tokens.clear();
  }

  #apply(mutation: Mutation): MutationResult {
    const documents = this.#documents.get(mutation.collection) ?? new Map<string, StoredDocument>();
    this.#documents.set(mutation.collection, documents);
    const actualVersion = documents.get(mutation.key)?.version ?? null;
    const { expectedVersion } = mutation;
    if (expectedVersion !== undefined && expectedVersion !== actualVersion) {
      return { ok: false, actualVersion };
    }
    if (mutation.kind === 'delete') documents.delete(mutation.key);
    else documents.set(mutation.key, { value: mutation.value, version: mutation.version });
    return { ok: true };
  }
}
