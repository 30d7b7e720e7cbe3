import { type Random, WeirError } from '@weir/core';
import type {
  Fence,
  Lease,
  LeaseRequest,
  Mutation,
  MutationResult,
  StoredDocument,
} from '@weir/store';

interface HeldLease extends Lease {
  readonly expiresAtMs: number;
}

interface Contents {
  readonly documents: Map<string, Map<string, StoredDocument>>;
  readonly leases: Map<string, HeldLease>;
  readonly fences: Map<string, number>;
  token: number;
}

/**
 * One Redis master, with the semantics of the scripts of `@weir/store`: fences, versions, leases.
 *
 * Its contents can be emptied, rolled back to an earlier moment, or copied into a second master.
 */
export class SimulatedRedis {
  incarnation: string;
  isDown = false;
  readonly #random: Random;
  readonly #nowMs: () => number;
  #contents: Contents = emptyContents();
  #snapshot: Contents = emptyContents();

  constructor(random: Random, nowMs: () => number) {
    this.#random = random;
    this.#nowMs = nowMs;
    this.incarnation = random.uuid();
  }

  /** Remembers this moment: `rollBack` comes back to it. */
  remember(): void {
    this.#snapshot = copyOf(this.#contents);
  }

  /** Restarts without the tail. */
  rollBack(): void {
    this.#contents = copyOf(this.#snapshot);
    this.incarnation = this.#random.uuid();
  }

  /** Restarts with nothing. */
  wipe(): void {
    this.#contents = emptyContents();
    this.#snapshot = emptyContents();
    this.incarnation = this.#random.uuid();
  }

  /** A second master with the same contents, which goes its own way from here. */
  fork(): SimulatedRedis {
    const other = new SimulatedRedis(this.#random, this.#nowMs);
    other.#contents = copyOf(this.#contents);
    other.remember();
    return other;
  }

  acquireLease(name: string, { holder, ttlMs, metadata }: LeaseRequest): Lease | null {
    const current = this.#liveLease(name);
    if (current !== undefined && current.holder !== holder) return null;
    const token = Math.max(this.#contents.token, Math.floor(this.#nowMs())) + 1;
    const lease = { name, holder, token, metadata };
    this.#contents.token = token;
    this.#contents.fences.set(name, token);
    this.#contents.leases.set(name, { ...lease, expiresAtMs: this.#nowMs() + ttlMs });
    return lease;
  }

  renewLeases(leases: readonly Lease[], ttlMs: number): boolean[] {
    return leases.map(({ name, token }) => {
      const current = this.#liveLease(name);
      if (current?.token !== token) return false;
      this.#contents.leases.set(name, { ...current, expiresAtMs: this.#nowMs() + ttlMs });
      return true;
    });
  }

  releaseLease({ name, token }: Lease): void {
    if (this.#contents.leases.get(name)?.token === token) this.#contents.leases.delete(name);
  }

  listLeases(prefix: string): Lease[] {
    return [...this.#contents.leases.keys()]
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => this.#liveLease(name) ?? []);
  }

  read(collection: string, key: string): StoredDocument | null {
    return this.#contents.documents.get(collection)?.get(key) ?? null;
  }

  readAll(collection: string): Map<string, StoredDocument> {
    return new Map(this.#contents.documents.get(collection));
  }

  write({ lease, token }: Fence, mutations: readonly Mutation[]): MutationResult[] {
    const { fences } = this.#contents;
    const seen = fences.get(lease) ?? 0;
    if (token < seen) throw new WeirError('STORE_FENCED', `Token ${token} is older than ${seen}`);
    fences.set(lease, token);
    return mutations.map((mutation) => this.#apply(mutation));
  }

  #apply(mutation: Mutation): MutationResult {
    const { documents } = this.#contents;
    const collection = documents.get(mutation.collection) ?? new Map<string, StoredDocument>();
    documents.set(mutation.collection, collection);
    const actualVersion = collection.get(mutation.key)?.version ?? null;
    if (!isAllowed(mutation, actualVersion)) return { ok: false, actualVersion };
    if (mutation.kind === 'delete') collection.delete(mutation.key);
    else collection.set(mutation.key, { value: mutation.value, version: mutation.version });
    return { ok: true };
  }

  #liveLease(name: string): HeldLease | undefined {
    const lease = this.#contents.leases.get(name);
    return lease !== undefined && lease.expiresAtMs > this.#nowMs() ? lease : undefined;
  }
}

function isAllowed(mutation: Mutation, actualVersion: number | null): boolean {
  const { expectedVersion } = mutation;
  if (expectedVersion === undefined) return true;
  if (expectedVersion !== actualVersion) return false;
  return mutation.kind === 'delete' || mutation.version > (actualVersion ?? -1);
}

function emptyContents(): Contents {
  return { documents: new Map(), leases: new Map(), fences: new Map(), token: 0 };
}

function copyOf({ documents, leases, fences, token }: Contents): Contents {
  return {
    documents: new Map([...documents].map(([name, collection]) => [name, new Map(collection)])),
    leases: new Map(leases),
    fences: new Map(fences),
    token,
  };
}
