import { WeirError } from '@weir/core';
import { splitAddress } from '@weir/runtime';
import type { RedisConfig } from './redis-options.ts';

/** An address of Redis or a Sentinel. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is: at an address, or wherever Sentinels say that the master of a name is. */
export type RedisTarget = { readonly isTls: boolean; readonly db: number } & (
  | { readonly kind: 'address'; readonly address: RedisAddress; readonly login: RedisLogin }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly RedisAddress[];
      readonly master: string;
    }
);

/** Who a URL says that one is; empty: it says nothing. */
export interface RedisLogin {
  readonly username: string;
  readonly password: string;
}

const defaultUrl = 'redis://127.0.0.1:6379';

/** What the config says; `INVALID_CONFIG` lists every contradiction at once, without secrets. */
export function toRedisTarget(config: RedisConfig): RedisTarget {
  const problems = contradictions(config);
  const target =
    config.redisSentinels.length > 0
      ? readSentinels(config, problems)
      : readUrl(config.redisUrl === '' ? defaultUrl : config.redisUrl, problems);
  if (target.kind === 'address') problems.push(...urlContradictions(config, target));
  if (problems.length > 0) throw new WeirError('INVALID_CONFIG', problems.join('; '));
  return target;
}

/** How the target is called in messages and logs. */
export function nameOf(target: RedisTarget): string {
  if (target.kind === 'sentinel') return `master "${target.master}" of the Sentinels`;
  const { host, port } = target.address;
  return `${host}:${port}`;
}

function contradictions(config: RedisConfig): string[] {
  const { redisSentinels, redisSentinelMaster } = config;
  const problems: string[] = [];
  const hasSentinels = redisSentinels.length > 0;
  if (hasSentinels && config.redisUrl !== '') {
    problems.push(
      'WEIR_REDIS_URL: is not used with WEIR_REDIS_SENTINELS, which find the master: set one of them',
    );
  }
  if (hasSentinels && redisSentinelMaster === '') {
    problems.push(
      'WEIR_REDIS_SENTINEL_MASTER: is required with WEIR_REDIS_SENTINELS: the name in their ' +
        '"sentinel monitor" line',
    );
  }
  const needSentinels = [
    ['WEIR_REDIS_SENTINEL_MASTER', redisSentinelMaster],
    ['WEIR_REDIS_SENTINEL_PASSWORD', config.redisSentinelPassword],
    ['WEIR_REDIS_SENTINEL_PASSWORD_FILE', config.redisSentinelPasswordFile],
  ] as const;
  for (const [name, value] of needSentinels) {
    if (value !== '' && !hasSentinels) problems.push(`${name}: needs WEIR_REDIS_SENTINELS`);
  }
  return [...problems, ...passwordContradictions(config)];
}

function passwordContradictions(config: RedisConfig): string[] {
  const problems: string[] = [];
  if (config.redisPassword !== '' && config.redisPasswordFile !== '') {
    problems.push('WEIR_REDIS_PASSWORD: is given by WEIR_REDIS_PASSWORD_FILE, too: set one');
  }
  if (config.redisSentinelPassword !== '' && config.redisSentinelPasswordFile !== '') {
    problems.push(
      'WEIR_REDIS_SENTINEL_PASSWORD: is given by WEIR_REDIS_SENTINEL_PASSWORD_FILE, too: set one',
    );
  }
  if (config.redisUsername !== '' && !hasPassword(config)) {
    problems.push(
      'WEIR_REDIS_USERNAME: needs WEIR_REDIS_PASSWORD or WEIR_REDIS_PASSWORD_FILE beside it',
    );
  }
  return problems;
}

function hasPassword({ redisPassword, redisPasswordFile }: RedisConfig): boolean {
  return redisPassword !== '' || redisPasswordFile !== '';
}

/** What only shows once the URL is read. */
function urlContradictions(
  config: RedisConfig,
  { isTls, login }: Extract<RedisTarget, { readonly kind: 'address' }>,
): string[] {
  const problems: string[] = [];
  if (login.password !== '' && hasPassword(config)) {
    problems.push('WEIR_REDIS_URL: has a password, and one is given beside it: set one');
  }
  if (login.username !== '' && config.redisUsername !== '') {
    problems.push('WEIR_REDIS_USERNAME: WEIR_REDIS_URL has a user, too: set one');
  }
  if (config.redisTlsCaFile !== '' && !isTls) {
    problems.push('WEIR_REDIS_TLS_CA_FILE: needs a WEIR_REDIS_URL that begins with rediss://');
  }
  return problems;
}

function readSentinels(config: RedisConfig, problems: string[]): RedisTarget {
  const sentinels = config.redisSentinels.flatMap((address) => {
    try {
      return [splitAddress(address)];
    } catch (error) {
      problems.push(`WEIR_REDIS_SENTINELS: ${error instanceof Error ? error.message : ''}`);
      return [];
    }
  });
  const isTls = config.redisTlsCaFile !== '';
  return { kind: 'sentinel', sentinels, master: config.redisSentinelMaster, isTls, db: 0 };
}

function readUrl(text: string, problems: string[]): RedisTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const db = /^\/?(\d{0,5})$/.exec(url?.pathname ?? '')?.[1];
  if (url === undefined || !isRedisUrl(url) || db === undefined) {
    // The text is not repeated: there may be a password in it.
    problems.push('WEIR_REDIS_URL: is not redis://HOST:PORT/DB, or rediss: with TLS');
    return readUrl(defaultUrl, problems);
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const username = decoded(url.username, problems);
  return {
    kind: 'address',
    address: { host, port: url.port === '' ? 6379 : Number(url.port) },
    login: { username, password: decoded(url.password, problems) },
    isTls: url.protocol === 'rediss:',
    db: Number(db),
  };
}

function isRedisUrl({ protocol, hostname, search, hash }: URL): boolean {
  const isKnown = protocol === 'redis:' || protocol === 'rediss:';
  return isKnown && hostname !== '' && search === '' && hash === '';
}

function decoded(text: string, problems: string[]): string {
  try {
    return decodeURIComponent(text);
  } catch {
    problems.push('WEIR_REDIS_URL: has a % that is not followed by two hexadecimal digits');
    return '';
  }
}
