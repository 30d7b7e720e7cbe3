import { loadConfig, silentLogger } from '@weir/runtime';
import { WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';
import { RedisMetadataStore } from './redis-metadata-store.ts';
import { type RedisConfig, redisOptions } from './redis-options.ts';
import { nameOf, toRedisTarget } from './redis-target.ts';

const defaults = loadConfig(redisOptions, { env: {}, argv: [] });

function targetOf(config: Partial<RedisConfig>) {
  return toRedisTarget({ ...defaults, ...config });
}

function problemsOf(config: Partial<RedisConfig>): string {
  try {
    targetOf(config);
  } catch (error) {
    if (error instanceof WeirError && error.code === 'INVALID_CONFIG') return error.message;
    throw error;
  }
  return '';
}

describe('a target of Redis', () => {
  it('is on this machine by default', () => {
    expect(targetOf({})).toMatchObject({
      address: { host: '127.0.0.1', port: 6379 },
      isTls: false,
      db: 0,
    });
  });

  it('is what a URL says, to its user, password and database', () => {
    expect(targetOf({ redisUrl: 'rediss://ann:s%40crt@[::1]:7000/3' })).toEqual({
      kind: 'address',
      address: { host: '::1', port: 7000 },
      login: { username: 'ann', password: 's@crt' },
      isTls: true,
      db: 3,
    });
  });

  it('is the master of Sentinels, with TLS where there are authorities', () => {
    const target = targetOf({
      redisSentinels: ['a:26379', '[::1]:26380'],
      redisSentinelMaster: 'weir',
      redisTlsCaFile: 'ca.pem',
    });
    expect(target).toMatchObject({
      kind: 'sentinel',
      sentinels: [
        { host: 'a', port: 26379 },
        { host: '::1', port: 26380 },
      ],
      isTls: true,
    });
    expect(nameOf(target)).toBe('master "weir" of the Sentinels');
  });
});

describe('contradictions', () => {
  it('are told of all at once', () => {
    const problems = problemsOf({
      redisUrl: 'redis://:topsecret@a:1',
      redisSentinels: ['a', 'b:26379'],
      redisPassword: 'topsecret',
      redisPasswordFile: 'f',
      redisSentinelPassword: 'topsecret',
      redisSentinelPasswordFile: 'f',
    });
    expect(problems.split('; ').map((problem) => problem.split(':')[0])).toEqual([
      'WEIR_REDIS_URL',
      'WEIR_REDIS_SENTINEL_MASTER',
      'WEIR_REDIS_PASSWORD',
      'WEIR_REDIS_SENTINEL_PASSWORD',
      'WEIR_REDIS_SENTINELS',
    ]);
    expect(problems).not.toContain('topsecret');
  });

  it.each([
    [{ redisUrl: 'http://a' }, /WEIR_REDIS_URL: is not redis/],
    [{ redisUrl: 'a:6379' }, /WEIR_REDIS_URL: is not redis/],
    [{ redisUrl: 'redis://a/x' }, /WEIR_REDIS_URL: is not redis/],
    [{ redisUrl: 'redis://a?family=6' }, /WEIR_REDIS_URL: is not redis/],
    [{ redisUrl: 'redis://:%zz@a' }, /WEIR_REDIS_URL: has a %/],
    [{ redisUrl: 'redis://:p@a', redisPassword: 'p' }, /WEIR_REDIS_URL: has a password/],
    [
      { redisUrl: 'redis://u:p@a', redisUsername: 'u' },
      /WEIR_REDIS_USERNAME: WEIR_REDIS_URL has a user/,
    ],
    [{ redisUsername: 'u' }, /WEIR_REDIS_USERNAME: needs WEIR_REDIS_PASSWORD/],
    [{ redisTlsCaFile: 'ca.pem' }, /WEIR_REDIS_TLS_CA_FILE: needs .* rediss/],
    [{ redisSentinelMaster: 'm' }, /WEIR_REDIS_SENTINEL_MASTER: needs WEIR_REDIS_SENTINELS/],
  ])('as in %o are refused', (config, message) => {
    expect(problemsOf(config)).toMatch(message);
  });

  it('and files that cannot be used are refused before anybody connects', () => {
    const make = (): unknown =>
      new RedisMetadataStore({
        ...{ redisPasswordFile: '/no/password', redisTlsCaFile: '/no/ca' },
        redisUrl: 'rediss://a',
        logger: silentLogger,
      });
    expect(make).toThrow(/WEIR_REDIS_PASSWORD_FILE: .*no such file.*WEIR_REDIS_TLS_CA_FILE: /);
  });
});
