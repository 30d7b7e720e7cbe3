import { arch, availableParallelism, freemem, loadavg, platform, release, totalmem } from 'node:os';
import type { GlobalOptions } from '../command-context.ts';

/** Variables whose value may be shown; of others their name is. */
const plainVariables: readonly string[] = [
  'WEIR_BOOTSTRAP',
  'WEIR_CONNECT',
  'WEIR_TLS',
  'NO_COLOR',
];

/** Where this client runs and how it connects, without anything that is secret. */
export function clientEnvironment(
  options: GlobalOptions,
  version: string,
  env: Readonly<Record<string, string | undefined>>,
): object {
  const { bootstrap, connect, tls, tlsCa, tlsCert, tlsServerName } = options;
  const names = Object.keys(env).filter((name) => name.startsWith('WEIR_') || name === 'NO_COLOR');
  return {
    weir: version,
    node: process.version,
    openssl: process.versions.openssl,
    system: { platform: platform(), release: release(), arch: arch() },
    machine: {
      processors: availableParallelism(),
      memoryBytes: totalmem(),
      freeMemoryBytes: freemem(),
      load: loadavg(),
    },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    connection: {
      bootstrap,
      connect,
      hasTls: tls === true || tlsCa !== undefined || env['WEIR_TLS'] === 'true',
      hasOwnAuthority: (tlsCa ?? env['WEIR_TLS_CA']) !== undefined,
      hasCertificate: (tlsCert ?? env['WEIR_TLS_CERT']) !== undefined,
      serverName: tlsServerName ?? env['WEIR_TLS_SERVER_NAME'] ?? null,
      credentials: credentialsKind(options, env),
    },
    variables: Object.fromEntries(
      names.toSorted().map((name) => [name, plainVariables.includes(name) ? env[name] : 'is set']),
    ),
  };
}

function credentialsKind(
  { apiKey, apiKeyFile, tokenFile }: GlobalOptions,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (apiKey !== undefined || apiKeyFile !== undefined) return 'API key';
  if (tokenFile !== undefined) return 'token';
  if ((env['WEIR_API_KEY'] ?? env['WEIR_API_KEY_FILE']) !== undefined) return 'API key';
  return env['WEIR_TOKEN_FILE'] === undefined ? 'none' : 'token';
}
