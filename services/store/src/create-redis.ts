import { createConnection, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { AbstractConnector, Redis, type RedisOptions } from 'ioredis';
import type { RedisSecrets } from './redis-secrets.ts';
import type { RedisAddress, RedisTarget } from './redis-target.ts';

/** What a client is made with, and whom it tells. */
export interface CreateRedisOptions {
  readonly secrets: RedisSecrets;
  /** Another attempt to connect follows: time to read the secrets again. */
  readonly onRetry: () => void;
  /** The server that it was connected to is none to be used. */
  readonly onNotMaster: (role: string) => void;
}

type ClientOptions = Omit<RedisOptions, 'replyMapping'>;

const timeoutMs = 2_000;
const maxRetryPauseMs = 1_000;
/** A Sentinel that broke off may have something to tell. */
const sentinelReconnectMs = 1_000;

/** A client of the target that is not connected yet; it queues nothing. */
export function createRedis(target: RedisTarget, options: CreateRedisOptions): Redis {
  const retry = (attempt: number): number => {
    options.onRetry();
    return Math.min(maxRetryPauseMs, attempt * 50);
  };
  const shared: ClientOptions = {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: retry,
    // A master that became a replica answers so.
    reconnectOnError: ({ message }) => message.includes('READONLY'),
    db: target.db,
  };
  const place: ClientOptions =
    target.kind === 'address'
      ? { Connector: masterConnector(target.address, options.onNotMaster) }
      : sentinelOptions(target, retry);
  const redis = new Redis({ ...shared, ...place });
  useSecrets(redis, target, options.secrets);
  return redis;
}

/** Has the client connect with these from the next time on. */
export function useSecrets(redis: Redis, target: RedisTarget, secrets: RedisSecrets): void {
  const { options } = redis;
  const login = target.kind === 'address' ? target.login : { username: '', password: '' };
  const { username = login.username, password = login.password } = secrets;
  if (username !== '') options.username = username;
  if (password !== '') options.password = password;
  if (secrets.sentinelPassword !== undefined) options.sentinelPassword = secrets.sentinelPassword;
  if (!target.isTls) return;
  const tls = secrets.ca === undefined ? {} : { ca: secrets.ca };
  options.tls = tls;
  if (target.kind === 'sentinel') options.sentinelTLS = tls;
}

function sentinelOptions(
  target: Extract<RedisTarget, { readonly kind: 'sentinel' }>,
  retry: (attempt: number) => number,
): ClientOptions {
  return {
    sentinels: target.sentinels.map(({ host, port }) => ({ host, port })),
    name: target.master,
    role: 'master',
    // Told of a switch, it leaves a master that was replaced though that one still answers.
    failoverDetector: true,
    sentinelCommandTimeout: timeoutMs,
    sentinelRetryStrategy: retry,
    sentinelReconnectStrategy: () => sentinelReconnectMs,
    enableTLSForSentinelMode: target.isTls,
  };
}

/** Connects to an address, and refuses whoever is no master there: an address may be a moving name. */
function masterConnector({ host, port }: RedisAddress, onNotMaster: (role: string) => void) {
  return class MasterConnector extends AbstractConnector {
    readonly #options: Pick<RedisOptions, 'tls' | 'disconnectTimeout'>;

    constructor(options: unknown) {
      const known = options as Pick<RedisOptions, 'tls' | 'disconnectTimeout'>;
      super(known.disconnectTimeout ?? timeoutMs);
      this.#options = known;
    }

    override check({ role = 'master' }: { readonly role?: string }): boolean {
      if (role !== 'master') onNotMaster(role);
      return role === 'master';
    }

    override async connect(): Promise<Socket> {
      this.connecting = true;
      this.stream = open({ host, port }, this.#options.tls);
      this.stream.once('error', (error) => {
        this.firstError = error;
      });
      return this.stream;
    }
  };
}

function open(address: RedisAddress, tls: ConnectionOptions | undefined): Socket {
  return tls === undefined ? createConnection(address) : connectTls({ ...tls, ...address });
}
