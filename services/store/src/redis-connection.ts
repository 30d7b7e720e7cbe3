import { setTimeout as wait } from 'node:timers/promises';
import { WeirError } from '@weir/core';
import type { Logger, Metrics } from '@weir/runtime';
import { type Redis, ReplyError } from 'ioredis';
import { type RedisCommand, type RedisFailureReason, RedisMetrics } from './redis-metrics.ts';
import type { RedisConfig } from './redis-options.ts';
import { createRedis, useSecrets } from './create-redis.ts';
import { readRedisSecrets, type RedisSecrets } from './redis-secrets.ts';
import { parseInfo } from './redis-server-info.ts';
import { nameOf, type RedisTarget, toRedisTarget } from './redis-target.ts';

/** What a connection is made with. */
export interface RedisConnectionOptions {
  readonly config: RedisConfig;
  readonly logger: Logger;
  readonly metrics?: Metrics | undefined;
}

const reopenPauseMs = 50;
const restartPauseMs = 500;
const tellIntervalMs = 10_000;

/**
 * The connection to Redis, made anew whenever it breaks: to the same address, or to whom Sentinels call
 * the master then. Nothing is queued meanwhile.
 *
 * Invariants:
 *   - Nobody but a master is asked: what a replica has may be old, and a master that was demoted is left.
 *   - Passwords are in no error and in no log, whatever Redis repeats in its answers.
 * Tests: `redis-connection.test.ts`, `redis-sentinel.test.ts`, on real servers.
 */
export class RedisConnection {
  readonly #config: RedisConfig;
  readonly #logger: Logger;
  readonly #target: RedisTarget;
  readonly #redis: Redis;
  readonly #metrics: RedisMetrics | undefined;
  #secrets: RedisSecrets;
  #isConnected = false;
  #isClosed = false;
  #restart: NodeJS.Timeout | undefined;
  #wasConnected = false;
  /** Why there is no connection, for people. */
  #problem = '';
  #tellAtMs = 0;
  #sentinelProblem = '';

  /** Throws `INVALID_CONFIG` with all that is wrong with the config, and with the files that it names. */
  constructor({ config, logger, metrics }: RedisConnectionOptions) {
    this.#config = config;
    this.#logger = logger;
    this.#target = toRedisTarget(config);
    this.#secrets = readRedisSecrets(config);
    this.#redis = createRedis(this.#target, {
      secrets: this.#secrets,
      onRetry: () => {
        this.#refreshSecrets();
      },
      onNotMaster: (role) => {
        this.#problem = `It is a ${role}, not a master`;
      },
    });
    this.#metrics =
      metrics === undefined ? undefined : new RedisMetrics(metrics, () => this.#isConnected);
    this.#listen();
  }

  /** How it is called in messages. */
  get name(): string {
    return nameOf(this.#target);
  }

  /** Resolves when Redis answers; rejects with `STORE_UNAVAILABLE` when it has not within that time. */
  async open(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    this.#connect();
    for (;;) {
      try {
        await this.run('info', (redis) => redis.ping());
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await wait(reopenPauseMs);
      }
    }
  }

  /** Calls the listener after each connection that is made from here on. */
  onReconnected(listener: () => void): void {
    this.#redis.on('ready', listener);
  }

  /** Asks Redis something, measured as `command`; `STORE_UNAVAILABLE` when that fails. */
  async run<Value>(command: RedisCommand, ask: (redis: Redis) => Promise<Value>): Promise<Value> {
    const startedMs = performance.now();
    try {
      const answer = await ask(this.#redis);
      this.#metrics?.answered(command, (performance.now() - startedMs) / 1_000);
      return answer;
    } catch (error) {
      const reason = reasonOf(error);
      this.#metrics?.failed(reason);
      if (reason === 'reply') {
        this.#metrics?.answered(command, (performance.now() - startedMs) / 1_000);
      }
      throw this.#unavailable(error, reason);
    }
  }

  /** The fields of one section of `INFO`, or of all that it shows by default. */
  async info(section?: string): Promise<ReadonlyMap<string, string>> {
    return parseInfo(
      await this.run('info', (redis) =>
        section === undefined ? redis.info() : redis.info(section),
      ),
    );
  }

  /** Leaves the server that it has; whoever is the right one by then is connected to. */
  leave(problem: string): WeirError {
    this.#problem = problem;
    this.#redis.disconnect(true);
    return this.#failure(problem);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#restart);
    this.#isConnected = false;
    this.#redis.disconnect();
  }

  /** The client tries again by itself, without end. */
  #connect(): void {
    this.#redis.connect().catch(() => undefined);
  }

  #listen(): void {
    // It gives up where it was told to leave a server in the midst of finding one.
    this.#redis.on('end', () => {
      if (this.#isClosed) return;
      this.#restart = setTimeout(() => {
        this.#connect();
      }, restartPauseMs);
    });
    this.#redis.on('sentinelError', (error: unknown) => {
      this.#sentinelProblem = this.#textOf(error);
    });
    this.#redis.on('error', (error: unknown) => {
      const sentinel = this.#sentinelProblem === '' ? '' : ` (${this.#sentinelProblem})`;
      this.#sentinelProblem = '';
      this.#problem = `${this.#textOf(error)}${sentinel}`;
      if (!this.#isConnected) this.#tellProblem();
    });
    this.#redis.on('ready', () => {
      this.#noteReady();
    });
    this.#redis.on('close', () => {
      if (!this.#isConnected) return;
      this.#isConnected = false;
      this.#logger.warn({ redis: this.name }, 'Lost the connection to Redis');
    });
  }

  /** Each command that fails tells its caller; so the log need not hear of each attempt. */
  #tellProblem(): void {
    const nowMs = performance.now();
    if (nowMs < this.#tellAtMs) return;
    this.#tellAtMs = nowMs + tellIntervalMs;
    const facts = { redis: this.name, reason: this.#problem };
    this.#logger.warn(facts, 'Redis cannot be reached, trying again');
  }

  #noteReady(): void {
    if (this.#wasConnected) this.#metrics?.reconnected();
    this.#isConnected = true;
    this.#wasConnected = true;
    this.#problem = '';
    this.#tellAtMs = 0;
    this.#sentinelProblem = '';
    const { remoteAddress, remotePort } = this.#redis.stream;
    const facts = { redis: this.name, address: `${remoteAddress}:${remotePort}` };
    this.#logger.info(facts, 'Connected to Redis');
  }

  /** A file that cannot be read, or only half of it, leaves what was read before. */
  #refreshSecrets(): void {
    try {
      this.#secrets = readRedisSecrets(this.#config);
      useSecrets(this.#redis, this.#target, this.#secrets);
    } catch (error) {
      this.#logger.warn({ err: error }, 'Credentials of Redis cannot be read, keeping the last');
    }
  }

  #unavailable(thrown: unknown, reason: RedisFailureReason): WeirError {
    // Without a connection the client only says that there is none.
    const isBroken = reason === 'connection' && this.#problem !== '';
    return this.#failure(isBroken ? this.#problem : this.#textOf(thrown));
  }

  #failure(problem: string): WeirError {
    return new WeirError('STORE_UNAVAILABLE', `Redis at ${this.name} does not answer: ${problem}`);
  }

  #textOf(error: unknown): string {
    let text = messageOf(error);
    const target = this.#target.kind === 'address' ? this.#target.login.password : '';
    const { password = '', sentinelPassword = '' } = this.#secrets;
    for (const secret of [password, sentinelPassword, target]) {
      if (secret !== '') text = text.replaceAll(secret, '[redacted]');
    }
    return text;
  }
}

function reasonOf(error: unknown): RedisFailureReason {
  if (error instanceof ReplyError) return 'reply';
  return error instanceof Error && error.message === 'Command timed out' ? 'timeout' : 'connection';
}

/** Of several addresses that were tried, the reason of the first. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
