import { createHash } from 'node:crypto';
import { invariant, WeirError } from '@weir/core';
import { loadConfig, type Logger, type Metrics } from '@weir/runtime';
import {
  type BoundedLists,
  type ListEntry,
  type ListRange,
  maxTextsPerAppend,
} from './bounded-lists.ts';
import { parseListId } from './list-id.ts';
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
import { RedisConnection } from './redis-connection.ts';
import type { RedisCommand } from './redis-metrics.ts';
import { type RedisConfig, redisOptions } from './redis-options.ts';
import {
  acquireLeaseScript,
  appendToListScript,
  listLeasesScript,
  releaseLeaseScript,
  renewLeasesScript,
  writeScript,
} from './redis-scripts.ts';
import { type RedisServerInfo, toServerInfo } from './redis-server-info.ts';

/** Which Redis, and what its keys start with: rows of `redisOptions`, each with its default. */
export interface RedisMetadataStoreOptions extends Partial<RedisConfig> {
  readonly logger: Logger;
  /** Where the metrics of the connection are registered; nowhere by default. */
  readonly metrics?: Metrics | undefined;
  /** How long `open` waits for Redis to answer; 30,000 by default. */
  readonly openTimeoutMs?: number;
}

/**
 * The metadata store in Redis. A command that Redis does not answer within 2 s, or while there is
 * no connection, fails with `STORE_UNAVAILABLE`: nothing is queued.
 *
 * Tests: `redis-metadata-store.test.ts` with `metadata-store.contract.ts` and
 * `bounded-lists.contract.ts`, on a real server.
 */
export class RedisMetadataStore implements MetadataStore, BoundedLists {
  readonly #logger: Logger;
  readonly #connection: RedisConnection;
  readonly #prefix: string;
  readonly #openTimeoutMs: number;

  /** Throws `INVALID_CONFIG` with all that is wrong with the options. */
  constructor({ logger, metrics, openTimeoutMs = 30_000, ...options }: RedisMetadataStoreOptions) {
    const config = withDefaults(options);
    this.#logger = logger;
    this.#connection = new RedisConnection({ config, logger, metrics });
    this.#prefix = config.redisKeyPrefix;
    this.#openTimeoutMs = openTimeoutMs;
  }

  async open(): Promise<void> {
    await this.#connection.open(this.#openTimeoutMs);
    await this.#checkPolicy();
    // A Redis that comes back may have other settings; what is open goes on, and says so.
    this.#connection.onReconnected(() => {
      this.#checkPolicy().catch((error: unknown) => {
        this.#logger.error({ err: error }, 'Redis has come back with unsafe settings');
      });
    });
  }

  /**
   * Differs after a restart by the process, after a failover by the replication that its master began.
   * A server that is a master no more is left: what it has may be old.
   */
  async incarnation(): Promise<string> {
    const [server, replication] = await Promise.all([
      this.#connection.info('server'),
      this.#connection.info('replication'),
    ]);
    const role = replication.get('role') ?? 'unknown';
    if (role !== 'master') throw this.#connection.leave(`It is a ${role}, not a master`);
    return `${server.get('run_id') ?? ''}/${replication.get('master_replid') ?? ''}`;
  }

  /** What Redis says of itself, for operators. */
  async serverInfo(): Promise<RedisServerInfo> {
    return toServerInfo(await this.#connection.info());
  }

  async acquireLease(name: string, request: LeaseRequest): Promise<Lease | null> {
    const { holder, ttlMs, metadata } = request;
    const token = await this.#run('acquire-lease', {
      source: acquireLeaseScript,
      keys: [this.#key('leases'), this.#key('fences'), this.#key('token')],
      args: [name, holder, `${ttlMs}`, metadata],
    });
    return token === null ? null : { name, holder, token: Number(token), metadata };
  }

  async renewLeases(leases: readonly Lease[], ttlMs: number): Promise<boolean[]> {
    if (leases.length === 0) return [];
    const held = (await this.#run('renew-leases', {
      source: renewLeasesScript,
      keys: [this.#key('leases')],
      args: [`${ttlMs}`, ...leases.flatMap(({ name, token }) => [name, `${token}`])],
    })) as number[];
    return held.map((value) => value === 1);
  }

  async releaseLease({ name, token }: Lease): Promise<void> {
    await this.#run('release-lease', {
      source: releaseLeaseScript,
      keys: [this.#key('leases')],
      args: [name, `${token}`],
    });
  }

  async listLeases(prefix: string): Promise<Lease[]> {
    const flat = (await this.#run('list-leases', {
      source: listLeasesScript,
      keys: [this.#key('leases')],
      args: [prefix],
    })) as string[];
    return flat
      .filter((_name, index) => index % 2 === 0)
      .map((name, index) => parseLease(name, flat[index * 2 + 1] ?? ''));
  }

  async read(collection: string, key: string): Promise<StoredDocument | null> {
    const stored = await this.#connection.run('read', (redis) =>
      redis.hget(this.#documentsKey(collection), key),
    );
    return stored === null ? null : parseDocument(stored);
  }

  async readAll(collection: string): Promise<Map<string, StoredDocument>> {
    const stored = await this.#connection.run('read-all', (redis) =>
      redis.hgetall(this.#documentsKey(collection)),
    );
    return new Map(Object.entries(stored).map(([key, text]) => [key, parseDocument(text)]));
  }

  async write(fence: Fence, mutations: readonly Mutation[]): Promise<MutationResult[]> {
    invariant(mutations.length <= maxMutationsPerWrite, 'a write is bounded');
    const documents = mutations.map(({ collection }) => this.#documentsKey(collection));
    const results = (await this.#run('write', {
      source: writeScript,
      keys: [this.#key('fences'), ...documents],
      args: [fence.lease, `${fence.token}`, ...mutations.flatMap(toArguments)],
    })) as string[];
    if (results[0] === 'FENCED') {
      throw new WeirError('STORE_FENCED', `Token ${fence.token} is older than ${results[1]}`);
    }
    return results.map(toResult);
  }

  async appendToList(list: string, values: readonly string[], maxLength: number): Promise<void> {
    invariant(values.length <= maxTextsPerAppend, 'an append is bounded');
    await this.#run('append-to-list', {
      source: appendToListScript,
      keys: [this.#listKey(list)],
      args: [`${maxLength}`, ...values],
    });
  }

  async readList(list: string, { before, limit }: ListRange): Promise<ListEntry[]> {
    const entries = await this.#connection.run('read-list', (redis) =>
      redis.xrevrange(this.#listKey(list), newestBefore(before), '-', 'COUNT', limit),
    );
    return entries.map(([id, fields]) => ({ id, value: fields[1] ?? '' }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.close();
  }

  #key(name: string): string {
    return `${this.#prefix}:${name}`;
  }

  #documentsKey(collection: string): string {
    return this.#key(`doc:${collection}`);
  }

  #listKey(list: string): string {
    return this.#key(`list:${list}`);
  }

  async #checkPolicy(): Promise<void> {
    const memory = await this.#connection.info('memory');
    const policy = memory.get('maxmemory_policy') ?? 'unknown';
    if (policy === 'noeviction') return;
    throw new WeirError(
      'INVALID_CONFIG',
      `Redis at ${this.#connection.name} has maxmemory-policy ${policy}, which may evict what the ` +
        'cluster decided: set it to noeviction',
    );
  }

  #run(command: RedisCommand, script: Script): Promise<unknown> {
    const { source, keys, args } = script;
    return this.#connection.run(command, async (redis) => {
      try {
        return await redis.evalsha(shaOf(source), keys.length, ...keys, ...args);
      } catch (error) {
        const isUnknown = error instanceof Error && error.message.startsWith('NOSCRIPT');
        if (!isUnknown) throw error;
        return redis.eval(source, keys.length, ...keys, ...args);
      }
    });
  }
}

/** A script with what it is run with. */
interface Script {
  readonly source: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

function withDefaults(options: Partial<RedisConfig>): RedisConfig {
  const defaults = loadConfig(redisOptions, { env: {}, argv: [] });
  return { ...defaults, ...options };
}

/** The end of a range of ids, which Redis takes inclusively. */
function newestBefore(before: string | undefined): string {
  const id = before === undefined ? undefined : parseListId(before);
  if (id === undefined) return '+';
  if (id.sequence > 0) return `${id.ms}-${id.sequence - 1}`;
  // Without a sequence it is the last of that millisecond.
  return `${Math.max(0, id.ms - 1)}`;
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
