import { readFileSync } from 'node:fs';
import type { WeirOptions, WeirTls } from '@weir/client';
import { Option } from 'commander';
import { defaultBootstrap } from './context/choose-settings.ts';
import { type ConnectionSettings, connectWays } from './context/connection-settings.ts';
import { InputError } from './exit-code.ts';
import { errorText } from './format/error-text.ts';

/** How long a token that was read from its file is used before the file is read again. */
const tokenAgeMs = 5_000;

/** The options that say how to connect; new ones at each call, as a command needs its own. */
export function connectionOptions(): readonly Option[] {
  const addresses = `host:port of any Weir services, comma-separated (default: ${defaultBootstrap})`;
  const ways =
    'direct: find the services behind the bootstrap addresses; gateway: call these alone; ' +
    "external: these, and the nodes' external addresses for records (default: direct)";
  return [
    option('--bootstrap <addresses>', addresses, 'WEIR_BOOTSTRAP'),
    option('--connect <way>', ways, 'WEIR_CONNECT').choices(connectWays),
    option('--tls', 'connect by TLS; so does each --tls-… option', 'WEIR_TLS=true'),
    option('--tls-ca <file>', "authorities to trust, in PEM, not the system's", 'WEIR_TLS_CA'),
    option('--tls-cert <file>', 'own certificate in PEM', 'WEIR_TLS_CERT'),
    option('--tls-key <file>', 'its private key in PEM', 'WEIR_TLS_KEY'),
    option('--tls-server-name <name>', 'name that servers must have', 'WEIR_TLS_SERVER_NAME'),
    option('--api-key <key>', 'who you are; other users can see it', 'WEIR_API_KEY'),
    option('--api-key-file <file>', 'a file with nothing but the API key', 'WEIR_API_KEY_FILE'),
    option('--token-file <file>', 'a file with a JSON Web Token, read anew', 'WEIR_TOKEN_FILE'),
  ];
}

/**
 * What a client takes of the settings that hold. `InputError` for a file that cannot be read and for more
 * than one kind of credentials.
 */
export function connectionOf(
  settings: ConnectionSettings,
): Pick<WeirOptions, 'tls' | 'credentials'> {
  return { ...tlsOf(settings), ...credentialsOf(settings) };
}

function tlsOf(settings: ConnectionSettings): Pick<WeirOptions, 'tls'> {
  const { tls: isOn, tlsCa, tlsCert, tlsKey, tlsServerName } = settings;
  const tls: WeirTls = {
    ...(tlsCa === undefined ? undefined : { ca: read(tlsCa, '--tls-ca') }),
    ...(tlsCert === undefined ? undefined : { cert: read(tlsCert, '--tls-cert') }),
    ...(tlsKey === undefined ? undefined : { key: read(tlsKey, '--tls-key') }),
    ...(tlsServerName === undefined ? undefined : { serverName: tlsServerName }),
  };
  if (Object.keys(tls).length > 0) return { tls };
  return isOn === true ? { tls: true } : {};
}

function credentialsOf({
  apiKey,
  apiKeyFile,
  tokenFile,
}: ConnectionSettings): Pick<WeirOptions, 'credentials'> {
  const given = [apiKey, apiKeyFile, tokenFile].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new InputError('Give one of --api-key, --api-key-file and --token-file');
  }
  if (apiKey !== undefined) return { credentials: { apiKey } };
  if (apiKeyFile !== undefined) {
    return { credentials: { apiKey: read(apiKeyFile, '--api-key-file').toString().trim() } };
  }
  return tokenFile === undefined ? {} : { credentials: { token: tokenReader(tokenFile) } };
}

/** Whoever issues the tokens puts each new one into the same file. */
function tokenReader(path: string): () => string {
  let token = read(path, '--token-file').toString().trim();
  let readAtMs = performance.now();
  return () => {
    if (performance.now() - readAtMs > tokenAgeMs) {
      token = readFileSync(path, 'utf8').trim();
      readAtMs = performance.now();
    }
    return token;
  };
}

function read(path: string, flag: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`${flag}: ${errorText(error)}`);
  }
}

function option(flags: string, meaning: string, env: string): Option {
  return new Option(flags, `${meaning} (env: ${env})`);
}
