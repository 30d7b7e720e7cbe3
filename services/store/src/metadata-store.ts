/** The right to write: a lease's name, and the token that its holder got with it. */
export interface Fence {
  readonly lease: string;
  readonly token: number;
}

/** A document as it is stored. */
export interface StoredDocument {
  /** JSON text; the store does not look into it. */
  readonly value: string;
  readonly version: number;
}

/** One change of one document. */
export type Mutation =
  | {
      readonly kind: 'put';
      readonly collection: string;
      readonly key: string;
      readonly value: string;
      /** Larger than `expectedVersion` where that is a number; anything else is refused. */
      readonly version: number;
      /** `null`: the document must not exist; undefined: whatever is there. */
      readonly expectedVersion?: number | null;
    }
  | {
      readonly kind: 'delete';
      readonly collection: string;
      readonly key: string;
      /** Undefined: whatever is there. */
      readonly expectedVersion?: number;
    };

/** What became of a mutation; `actualVersion` is null where no document exists. */
export type MutationResult =
  { readonly ok: true } | { readonly ok: false; readonly actualVersion: number | null };

/** A lease that somebody holds. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Larger than every token given out before, also by a store that was emptied since. */
  readonly token: number;
  /** Whatever the holder wants others to know, such as its address. */
  readonly metadata: string;
}

/** Who wants a lease, and for how long it lasts without being renewed. */
export interface LeaseRequest {
  readonly holder: string;
  readonly ttlMs: number;
  readonly metadata: string;
}

/** Most mutations that one `write` takes. */
export const maxMutationsPerWrite = 1_000;

/**
 * Where the cluster keeps its decisions: versioned documents in collections, and leases.
 *
 * Every method may fail with `STORE_UNAVAILABLE`; whether a write then took effect is unknown.
 * Each adapter passes `metadata-store.contract.ts`.
 */
export interface MetadataStore extends AsyncDisposable {
  /** Connects, and refuses a store that could lose decisions by its settings (`INVALID_CONFIG`). */
  open(): Promise<void>;

  /** Changes whenever the store may have lost something: a restart, a failover. */
  incarnation(): Promise<string>;

  /** Null while somebody else holds it. The same holder gets it again, with a new token. */
  acquireLease(name: string, request: LeaseRequest): Promise<Lease | null>;

  /** For each lease whether it was still held by that token, and so is for `ttlMs` more. */
  renewLeases(leases: readonly Lease[], ttlMs: number): Promise<boolean[]>;

  /** Gives a lease back; nothing happens if it is no longer held by that token. */
  releaseLease(lease: Lease): Promise<void>;

  /** The leases that are held now and whose names start so. */
  listLeases(prefix: string): Promise<Lease[]>;

  read(collection: string, key: string): Promise<StoredDocument | null>;

  readAll(collection: string): Promise<Map<string, StoredDocument>>;

  /**
   * Applies each mutation or refuses it by version, in one atomic step; results in order.
   *
   * Fails as a whole with `STORE_FENCED` when a higher token of the fence's lease was seen; without
   * mutations it only finds out whether the store answers and the fence stands.
   */
  write(fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]>;
}
