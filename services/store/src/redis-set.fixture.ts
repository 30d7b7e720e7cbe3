import { Redis } from 'ioredis';
import { vi } from 'vitest';
import { type RedisServer, startRedisServer, startSentinel } from './redis-server.fixture.ts';

/** How a set of servers differs from the usual. */
export interface RedisSetOptions {
  /** Of the servers and, with `-sentinel` behind it, of the Sentinels; none by default. */
  readonly password?: string;
}

const waitMs = 20_000;

/** A real master with a replica and three Sentinels, which call the master `weir`. */
export class RedisSet implements AsyncDisposable {
  readonly servers: RedisServer[] = [];
  readonly sentinels: RedisServer[] = [];
  readonly #password: string;

  private constructor({ password = '' }: RedisSetOptions) {
    this.#password = password;
  }

  /** Resolves when every Sentinel knows the replica and the other Sentinels: it can fail over. */
  static async start(options: RedisSetOptions = {}): Promise<RedisSet> {
    const set = new RedisSet(options);
    const master = await set.#startServer([]);
    await set.#startServer(['--replicaof', '127.0.0.1', `${master.port}`]);
    // What they do not find at once they look for again after 10 s only.
    await vi.waitUntil(() => set.#isReplicating(master), { timeout: waitMs, interval: 20 });
    for (let count = 0; count < 3; count += 1) await set.#startSentinel(master.port);
    await vi.waitUntil(() => set.#canFailOver(), { timeout: waitMs, interval: 50 });
    return set;
  }

  /** For `redisSentinels`. */
  get addresses(): string[] {
    return this.sentinels.map(({ port }) => `127.0.0.1:${port}`);
  }

  get sentinelPassword(): string {
    return this.#password === '' ? '' : `${this.#password}-sentinel`;
  }

  /** What a server says of itself. */
  async info(server: RedisServer, section: string): Promise<string> {
    return this.#ask(server, this.#password, (redis) => redis.info(section));
  }

  /** From here on the replica is told nothing: what the master takes is lost with it. */
  async cutReplica(): Promise<void> {
    const [master, replica] = this.servers;
    if (master === undefined || replica === undefined) throw new Error('There is no replica');
    await this.#ask(replica, this.#password, (redis) =>
      redis.config('SET', 'masterauth', 'not the password'),
    );
    await this.#ask(master, this.#password, (redis) =>
      redis.call('CLIENT', 'KILL', 'TYPE', 'replica'),
    );
    const isCut = async (): Promise<boolean> =>
      (await this.info(master, 'replication')).includes('connected_slaves:0');
    await vi.waitUntil(isCut, { timeout: waitMs, interval: 20 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.sentinels, ...this.servers];
    for (const server of all) server.resume();
    await Promise.all(all.map((server) => server.kill()));
  }

  async #startServer(args: readonly string[]): Promise<RedisServer> {
    const password = this.#password;
    const auth = password === '' ? [] : ['--requirepass', password, '--masterauth', password];
    const delay = ['--repl-diskless-sync-delay', '0'];
    const server = await startRedisServer(undefined, [...args, ...auth, ...delay]);
    this.servers.push(server);
    return server;
  }

  async #startSentinel(masterPort: number): Promise<void> {
    const password = this.#password;
    const sentinel = await startSentinel([
      `sentinel monitor weir 127.0.0.1 ${masterPort} 2`,
      'sentinel down-after-milliseconds weir 500',
      'sentinel failover-timeout weir 3000',
      ...(password === ''
        ? []
        : [`sentinel auth-pass weir ${password}`, `requirepass ${this.sentinelPassword}`]),
      ...(password === '' ? [] : [`sentinel sentinel-pass ${this.sentinelPassword}`]),
    ]);
    this.sentinels.push(sentinel);
  }

  async #isReplicating(master: RedisServer): Promise<boolean> {
    const text = await this.info(master, 'replication').catch(() => '');
    return text.includes('state=online');
  }

  async #canFailOver(): Promise<boolean> {
    try {
      const known = await Promise.all(
        this.sentinels.map((sentinel) =>
          this.#ask(sentinel, this.sentinelPassword, (redis) => redis.info('sentinel')),
        ),
      );
      return known.every((text) => text.includes('status=ok') && /slaves=1,sentinels=3/.test(text));
    } catch {
      return false;
    }
  }

  async #ask<Answer>(
    { port }: RedisServer,
    password: string,
    ask: (redis: Redis) => Promise<Answer>,
  ): Promise<Answer> {
    const redis = new Redis({ port, password, lazyConnect: true, retryStrategy: null });
    redis.on('error', () => undefined);
    try {
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  }
}
