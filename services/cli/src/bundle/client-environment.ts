import { arch, availableParallelism, freemem, loadavg, platform, release, totalmem } from 'node:os';
import type { ChosenSettings } from '../context/choose-settings.ts';

/** Variables whose value may be shown; of others their name is. */
const plainVariables: readonly string[] = [
  'WEIR_BOOTSTRAP',
  'WEIR_CONNECT',
  'WEIR_TLS',
  'NO_COLOR',
];

/** Where this client runs and how it connects, without anything that is secret. */
export function clientEnvironment(
  settings: ChosenSettings,
  version: string,
  env: Readonly<Record<string, string | undefined>>,
): object {
  const { bootstrap, connect, tls, tlsCa, tlsCert, tlsServerName } = settings;
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
      hasTls: [tls === true, tlsCa, tlsCert, tlsServerName].some(
        (each) => each !== undefined && each !== false,
      ),
      hasOwnAuthority: tlsCa !== undefined,
      hasCertificate: tlsCert !== undefined,
      serverName: tlsServerName ?? null,
      authenticatesBy: credentialsKind(settings),
    },
    variables: Object.fromEntries(
      names.toSorted().map((name) => [name, plainVariables.includes(name) ? env[name] : 'is set']),
    ),
  };
}

function credentialsKind({ apiKey, apiKeyFile, tokenFile }: ChosenSettings): string {
  if (apiKey !== undefined || apiKeyFile !== undefined) return 'API key';
  return tokenFile === undefined ? 'none' : 'token';
}
