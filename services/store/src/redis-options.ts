import { type Config, option } from '@weir/runtime';

/** The rows of a service's config table that say which Redis it uses; `RedisMetadataStore` reads them. */
export const redisOptions = {
  redisUrl: option.string({
    env: 'WEIR_REDIS_URL',
    default: '',
    meaning:
      'The metadata store, redis://HOST:PORT/DB, rediss: with TLS; empty: redis://127.0.0.1:6379, or by Sentinel',
    isSecret: true,
  }),
  redisKeyPrefix: option.string({
    env: 'WEIR_REDIS_KEY_PREFIX',
    default: 'weir',
    meaning: 'What the keys of this cluster start with',
  }),
  redisUsername: option.string({
    env: 'WEIR_REDIS_USERNAME',
    default: '',
    meaning: 'User of Redis (ACL); empty: the default user',
  }),
  redisPassword: option.string({
    env: 'WEIR_REDIS_PASSWORD',
    default: '',
    meaning: 'Password of that user',
    isSecret: true,
  }),
  redisPasswordFile: option.string({
    env: 'WEIR_REDIS_PASSWORD_FILE',
    default: '',
    meaning: 'File with the password, read at each connect',
  }),
  redisSentinels: option.list({
    env: 'WEIR_REDIS_SENTINELS',
    default: [],
    meaning: 'Addresses of Sentinels that know the master, host:port; instead of a URL',
  }),
  redisSentinelMaster: option.string({
    env: 'WEIR_REDIS_SENTINEL_MASTER',
    default: '',
    meaning: 'Name by which the Sentinels know the master',
  }),
  redisSentinelPassword: option.string({
    env: 'WEIR_REDIS_SENTINEL_PASSWORD',
    default: '',
    meaning: 'Password of the Sentinels themselves',
    isSecret: true,
  }),
  redisSentinelPasswordFile: option.string({
    env: 'WEIR_REDIS_SENTINEL_PASSWORD_FILE',
    default: '',
    meaning: 'File with the password of the Sentinels, read at each connect',
  }),
  redisTlsCaFile: option.string({
    env: 'WEIR_REDIS_TLS_CA_FILE',
    default: '',
    meaning:
      'Authorities trusted for the certificates of Redis and Sentinels, in PEM, read at each connect',
  }),
};

/** The values of `redisOptions`. */
export type RedisConfig = Config<typeof redisOptions>;
