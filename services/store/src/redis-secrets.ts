import { readFileSync } from 'node:fs';
import { WeirError } from '@weir/core';
import { tlsProblems } from '@weir/runtime';
import type { RedisConfig } from './redis-options.ts';

/** What a connection to Redis is made with, as of now; undefined where there is none. */
export interface RedisSecrets {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly sentinelPassword: string | undefined;
  /** Authorities in PEM. */
  readonly ca: Buffer | undefined;
}

/**
 * Reads the files that the config names; `INVALID_CONFIG` lists all that cannot be used.
 *
 * Synchronous, as the client asks for what it connects with in the midst of connecting. The files are
 * small, and it is at most once a second.
 */
export function readRedisSecrets(config: RedisConfig): RedisSecrets {
  const problems: string[] = [];
  const secretOf = (value: string, path: string, name: string): string | undefined => {
    if (path === '') return value === '' ? undefined : value;
    const text = readFile(path, name, problems)?.toString('utf8').trim();
    if (text === '') problems.push(`${name}: ${path} is empty`);
    return text;
  };
  const { redisPassword, redisPasswordFile, redisSentinelPassword, redisTlsCaFile } = config;
  const secrets = {
    username: config.redisUsername === '' ? undefined : config.redisUsername,
    password: secretOf(redisPassword, redisPasswordFile, 'WEIR_REDIS_PASSWORD_FILE'),
    sentinelPassword: secretOf(
      redisSentinelPassword,
      config.redisSentinelPasswordFile,
      'WEIR_REDIS_SENTINEL_PASSWORD_FILE',
    ),
    ca:
      redisTlsCaFile === ''
        ? undefined
        : readFile(redisTlsCaFile, 'WEIR_REDIS_TLS_CA_FILE', problems),
  };
  if (secrets.ca !== undefined) problems.push(...caProblems(secrets.ca));
  if (problems.length > 0) throw new WeirError('INVALID_CONFIG', problems.join('; '));
  return secrets;
}

function caProblems(ca: Buffer): readonly string[] {
  const name = 'WEIR_REDIS_TLS_CA_FILE';
  return tlsProblems({ ca }, { ca: name, cert: name, key: name });
}

function readFile(path: string, name: string, problems: string[]): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
