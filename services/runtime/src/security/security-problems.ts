import { parseClusterSecrets } from './cluster-secrets.ts';
import type { SecurityConfig } from './security-options.ts';

/** What in a config contradicts itself or cannot be meant; nothing if it is sound. */
export function securityProblems(config: SecurityConfig): readonly string[] {
  return [...secretProblems(config), ...authProblems(config), ...jwtProblems(config)];
}

function secretProblems({ clusterSecret, clusterSecretFile }: SecurityConfig): string[] {
  if (clusterSecret === '') return [];
  const problems: string[] = [];
  if (clusterSecretFile !== '') {
    problems.push('WEIR_CLUSTER_SECRET and WEIR_CLUSTER_SECRET_FILE: are both set; set one');
  }
  try {
    parseClusterSecrets(clusterSecret);
  } catch (error) {
    problems.push(`WEIR_CLUSTER_SECRET: ${error instanceof Error ? error.message : String(error)}`);
  }
  return problems;
}

function authProblems(config: SecurityConfig): string[] {
  const problems = config.superUsers
    .filter((principal) => !/^user:./.test(principal))
    .map(
      (principal) => `WEIR_SUPER_USERS: "${principal.slice(0, 64)}" is not of the form user:NAME`,
    );
  if (config.auth !== 'off') {
    if (config.clusterSecret === '' && config.clusterSecretFile === '') {
      problems.push(
        `WEIR_AUTH=${config.auth}: needs WEIR_CLUSTER_SECRET or WEIR_CLUSTER_SECRET_FILE, by which services know each other`,
      );
    }
    return problems;
  }
  const idle = {
    WEIR_SUPER_USERS: config.superUsers.length > 0,
    WEIR_ADMIN_KEY_FILE: config.adminKeyFile !== '',
    WEIR_JWT_JWKS_FILE: config.jwtJwksFile !== '',
    WEIR_JWT_JWKS_URL: config.jwtJwksUrl !== '',
  };
  for (const [name, isSet] of Object.entries(idle)) {
    if (isSet) problems.push(`${name}: has no effect with WEIR_AUTH=off; set WEIR_AUTH=required`);
  }
  return problems;
}

function jwtProblems(config: SecurityConfig): string[] {
  const { jwtJwksFile, jwtJwksUrl, jwtPrincipalClaim } = config;
  const problems: string[] = [];
  if (jwtJwksFile !== '' && jwtJwksUrl !== '') {
    problems.push('WEIR_JWT_JWKS_FILE and WEIR_JWT_JWKS_URL: are both set; set one');
  }
  if (jwtJwksUrl !== '' && !/^https?:$/.test(URL.parse(jwtJwksUrl)?.protocol ?? '')) {
    problems.push(`WEIR_JWT_JWKS_URL: "${jwtJwksUrl.slice(0, 128)}" is not an http or https URL`);
  }
  if (jwtPrincipalClaim === '') problems.push('WEIR_JWT_PRINCIPAL_CLAIM: is empty');
  if (jwtJwksFile === '' && jwtJwksUrl === '') {
    const idle = idleJwtOptions(config);
    problems.push(...idle.map((name) => `${name}: needs WEIR_JWT_JWKS_FILE or WEIR_JWT_JWKS_URL`));
  }
  return problems;
}

/** What is set and says nothing without keys. */
function idleJwtOptions({ jwtIssuer, jwtAudience, jwtPrincipalClaim }: SecurityConfig): string[] {
  return [
    ...(jwtIssuer === '' ? [] : ['WEIR_JWT_ISSUER']),
    ...(jwtAudience === '' ? [] : ['WEIR_JWT_AUDIENCE']),
    ...(jwtPrincipalClaim === 'sub' ? [] : ['WEIR_JWT_PRINCIPAL_CLAIM']),
  ];
}
