import type { Config } from '../load-config.ts';
import { option } from '../option.ts';

/** The rows of a service's config table that say whom it lets do what; `createSecurity` reads them. */
export const securityOptions = {
  auth: option.enumeration({
    env: 'WEIR_AUTH',
    default: 'off',
    values: ['off', 'prepare', 'required'],
    meaning:
      'required: callers must say who they are, and may do what rules allow; prepare: only say so itself',
  }),
  superUsers: option.list({
    env: 'WEIR_SUPER_USERS',
    default: [],
    meaning: 'Principals that may do everything, user:NAME; owners of admin keys always may',
  }),
  clusterSecret: option.string({
    env: 'WEIR_CLUSTER_SECRET',
    default: '',
    meaning:
      'By what services of the cluster know each other, the same in all; 32 characters or more',
    isSecret: true,
  }),
  clusterSecretFile: option.string({
    env: 'WEIR_CLUSTER_SECRET_FILE',
    default: '',
    meaning:
      'File of cluster secrets, read again on change: the first line signs, all are accepted',
  }),
  adminKeyFile: option.string({
    env: 'WEIR_ADMIN_KEY_FILE',
    default: '',
    meaning: 'File of keys that may do everything, one a line, read again on change',
  }),
  jwtJwksFile: option.string({
    env: 'WEIR_JWT_JWKS_FILE',
    default: '',
    meaning: 'File with the public keys of accepted JSON Web Tokens (JWKS), read again on change',
  }),
  jwtJwksUrl: option.string({
    env: 'WEIR_JWT_JWKS_URL',
    default: '',
    meaning: 'URL of the public keys of accepted JSON Web Tokens (JWKS)',
  }),
  jwtIssuer: option.string({
    env: 'WEIR_JWT_ISSUER',
    default: '',
    meaning: 'Whose tokens are accepted (iss); empty: of anybody who has such a key',
  }),
  jwtAudience: option.string({
    env: 'WEIR_JWT_AUDIENCE',
    default: '',
    meaning: 'For whom accepted tokens are meant (aud); empty: for anybody',
  }),
  jwtClockSkewMs: option.integer({
    env: 'WEIR_JWT_CLOCK_SKEW_MS',
    default: 30_000,
    min: 0,
    max: 3_600_000,
    meaning: 'By how much the clock of the issuer may differ',
  }),
  jwtPrincipalClaim: option.string({
    env: 'WEIR_JWT_PRINCIPAL_CLAIM',
    default: 'sub',
    meaning: 'The claim of a token that names the user',
  }),
  auditLogFile: option.string({
    env: 'WEIR_AUDIT_LOG_FILE',
    default: '',
    meaning: 'Where administrative calls and refusals are noted beside the log; empty: nowhere',
  }),
};

/** The values of `securityOptions`. */
export type SecurityConfig = Config<typeof securityOptions>;
