import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { invariant, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import { Redis } from 'ioredis';
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
import {
  acquireLeaseScript,
  listLeasesScript,
  releaseLeaseScript,
  renewLeasesScript,
  writeScript,
} from './redis-scripts.ts';

/** Which Redis, and what its keys start with. */
export interface RedisMetadataStoreOptions {
  /** `redis://host:port/db`, `rediss://` for TLS. */
  readonly url: string;
  /** `weir` by default. */
  readonly keyPrefix?: string;
  readonly logger: Logger;
  /** How long `open` waits for Redis to answer; 30,000 by default. */
  readonly openTimeoutMs?: number;
}

const commandTimeoutMs = 2_000;

/**
 * The metadata store in Redis. A command that Redis does not answer within 2 s, or while there is
 * no connection, fails with `STORE_UNAVAILABLE`: nothing is queued.
 *
 * Tests: `redis-metadata-store.test.ts` with `metadata-store.contract.ts`, on a real server.
 */
export class RedisMetadataStore implements MetadataStore {
  readonly #options: RedisMetadataStoreOptions;
  readonly #redis: Redis;
  readonly #prefix: string;
  #isConnected = false;

  constructor(options: RedisMetadataStoreOptions) {
    this.#options = options;
    this.#prefix = options.keyPrefix ?? 'weir';
    this.#redis = new Redis(options.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: commandTimeoutMs,
      commandTimeout: commandTimeoutMs,
      retryStrategy: (attempt) => Math.min(1_000, attempt * 50),
    });
    this.#redis.on('error', () => {
      // Each command that fails tells its caller; the change of state is logged below.
    });
    this.#redis.on('ready', () => {
      this.#isConnected = true;
      options.logger.info({ url: this.#publicUrl }, 'Connected to Redis');
    });
    this.#redis.on('close', () => {
      if (!this.#isConnected) return;
      this.#isConnected = false;
      options.logger.warn({ url: this.#publicUrl }, 'Lost the connection to Redis');
    });
  }

  async open(): Promise<void> {
    await this.#connect();
    await this.#checkPolicy();
    // A Redis that comes back may have other settings; what is open goes on, and says so.
    this.#redis.on('ready', () => {
      this.#checkPolicy().catch((error: unknown) => {
        this.#options.logger.error({ err: error }, 'Redis has come back with unsafe settings');
      });
    });
  }

  async incarnation(): Promise<string> {
    return this.#info('server', 'run_id');
  }

  async acquireLease(name: string, request: LeaseRequest): Promise<Lease | null> {
    const { holder, ttlMs, metadata } = request;
    const token = await this.#run(
      acquireLeaseScript,
      [this.#key('leases'), this.#key('fences'), this.#key('token')],
      [name, holder, `${ttlMs}`, metadata],
    );
    return token === null ? null : { name, holder, token: Number(token), metadata };
  }

  async renewLeases(leases: readonly Lease[], ttlMs: number): Promise<boolean[]> {
    if (leases.length === 0) return [];
    const held = (await this.#run(
      renewLeasesScript,
      [this.#key('leases')],
      [`${ttlMs}`, ...leases.flatMap(({ name, token }) => [name, `${token}`])],
    )) as number[];
    return held.map((value) => value === 1);
  }

  async releaseLease({ name, token }: Lease): Promise<void> {
    await this.#run(releaseLeaseScript, [this.#key('leases')], [name, `${token}`]);
  }

  async listLeases(prefix: string): Promise<Lease[]> {
    const flat = (await this.#run(listLeasesScript, [this.#key('leases')], [prefix])) as string[];
    return flat
      .filter((_name, index) => index % 2 === 0)
      .map((name, index) => parseLease(name, flat[index * 2 + 1] ?? ''));
  }

  async read(collection: string, key: string): Promise<StoredDocument | null> {
    const stored = await this.#guard(this.#redis.hget(this.#documentsKey(collection), key));
    return stored === null ? null : parseDocument(stored);
  }

  async readAll(collection: string): Promise<Map<string, StoredDocument>> {
    const stored = await this.#guard(this.#redis.hgetall(this.#documentsKey(collection)));
    return new Map(Object.entries(stored).map(([key, text]) => [key, parseDocument(text)]));
  }

  async write(fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    invariant(mutations.length <= maxMutationsPerWrite, 'a write is bounded');
    const results = (await this.#run(
      writeScript,
      [this.#key('fences'), ...mutations.map(({ collection }) => this.#documentsKey(collection))],
      [fence.lease, `${fence.token}`, ...mutations.flatMap(toArguments)],
    )) as string[];
    if (results[0] === 'FENCED') {
      throw new WeirError('STORE_FENCED', `Token ${fence.token} is older than ${results[1]}`);
    }
    return results.map(toResult);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isConnected = false;
    this.#redis.disconnect();
  }

  get #publicUrl(): string {
    const { host, port } = this.#redis.options;
    return `${host}:${port}`;
  }

  #key(name: string): string {
    return `${this.#prefix}:${name}`;
  }

  #documentsKey(collection: string): string {
    return this.#key(`doc:${collection}`);
  }

  async #connect(): Promise<void> {
    const deadline = performance.now() + (this.#options.openTimeoutMs ?? 30_000);
    await this.#redis.connect().catch(() => undefined);
    for (;;) {
      try {
        await this.#guard(this.#redis.ping());
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await wait(50);
      }
    }
  }

  async #checkPolicy(): Promise<void> {
    const policy = await this.#info('memory', 'maxmemory_policy');
    if (policy === 'noeviction') return;
    throw new WeirError(
      'INVALID_CONFIG',
      `Redis at ${this.#publicUrl} has maxmemory-policy ${policy}, which may evict what the ` +
        'cluster decided: set it to noeviction',
    );
  }

  async #info(section: string, field: string): Promise<string> {
    const info = await this.#guard(this.#redis.info(section));
    return new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown';
  }

  async #run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const sha = shaOf(script);
    try {
      return await this.#redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      const isUnknown = error instanceof Error && error.message.startsWith('NOSCRIPT');
      if (!isUnknown) throw this.#unavailable(error);
    }
    return this.#guard(this.#redis.eval(script, keys.length, ...keys, ...args));
  }

  async #guard<Value>(command: Promise<Value>): Promise<Value> {
    try {
      return await command;
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  #unavailable(cause: unknown): WeirError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Redis at ${this.#publicUrl} does not answer: ${reason}`;
    return new WeirError('STORE_UNAVAILABLE', message, { cause });
  }
}

const shas = new Map<string, string>();

function shaOf(script: string): string {
  const known = shas.get(script);
  if (known !== undefined) return known;
  const sha = createHash('sha1').update(script).digest('hex');
  shas.set(script, sha);
  return sha;
}

function toArguments(mutation: Mutation): string[] {
  const { kind, key, expectedVersion } = mutation;
  const expected = expectedVersion === undefined ? 'any' : `${expectedVersion ?? 'none'}`;
  if (kind === 'delete') return [kind, key, '', expected, ''];
  return [kind, key, `${mutation.version}`, expected, mutation.value];
}

function toResult(text: string): MutationResult {
  if (text === 'ok') return { ok: true };
  return { ok: false, actualVersion: text === 'none' ? null : Number(text) };
}

function parseDocument(stored: string): StoredDocument {
  const separator = stored.indexOf('|');
  return { version: Number(stored.slice(0, separator)), value: stored.slice(separator + 1) };
}

function parseLease(name: string, text: string): Lease {
  const { holder, token, metadata } = JSON.parse(text) as {
    readonly holder: string;
    readonly token: string;
    readonly metadata: string;
  };
  return { name, holder, token: Number(token), metadata };
}
