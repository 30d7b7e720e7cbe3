import { readFileSync } from 'node:fs';
import type { WeirOptions, WeirTls } from '@weir/client';
import { Option } from 'commander';
import { InputError } from './exit-code.ts';

/** How to connect, as it stands on the command line. */
export interface ConnectionFlags {
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsServerName?: string;
  readonly apiKey?: string;
  readonly apiKeyFile?: string;
  readonly tokenFile?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How long a token that was read from its file is used before the file is read again. */
const tokenAgeMs = 5_000;

/** The options that say how to connect; new ones at each call, as a command needs its own. */
export function connectionOptions(): readonly Option[] {
  return [
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
 * How to connect, by flags and else by the environment. `InputError` for a file that cannot be read and
 * for more than one kind of credentials.
 */
export function connectionOf(
  flags: ConnectionFlags,
  env: Environment,
): Pick<WeirOptions, 'tls' | 'credentials'> {
  return { ...tlsOf(flags, env), ...credentialsOf(flags, env) };
}

function tlsOf(flags: ConnectionFlags, env: Environment): Pick<WeirOptions, 'tls'> {
  const files = {
    ca: flags.tlsCa ?? variable(env, 'WEIR_TLS_CA'),
    cert: flags.tlsCert ?? variable(env, 'WEIR_TLS_CERT'),
    key: flags.tlsKey ?? variable(env, 'WEIR_TLS_KEY'),
  };
  const serverName = flags.tlsServerName ?? variable(env, 'WEIR_TLS_SERVER_NAME');
  const tls: WeirTls = {
    ...(files.ca === undefined ? undefined : { ca: read(files.ca, '--tls-ca') }),
    ...(files.cert === undefined ? undefined : { cert: read(files.cert, '--tls-cert') }),
    ...(files.key === undefined ? undefined : { key: read(files.key, '--tls-key') }),
    ...(serverName === undefined ? undefined : { serverName }),
  };
  if (Object.keys(tls).length > 0) return { tls };
  return flags.tls === true || env['WEIR_TLS'] === 'true' ? { tls: true } : {};
}

function credentialsOf(flags: ConnectionFlags, env: Environment): Pick<WeirOptions, 'credentials'> {
  const { apiKey, apiKeyFile, tokenFile } = flags;
  const given = [apiKey, apiKeyFile, tokenFile].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new InputError('Give one of --api-key, --api-key-file and --token-file');
  }
  // What stands on the line replaces whatever the environment has.
  if (given.length === 1) return credentials(apiKey, apiKeyFile, tokenFile);
  return credentials(
    variable(env, 'WEIR_API_KEY'),
    variable(env, 'WEIR_API_KEY_FILE'),
    variable(env, 'WEIR_TOKEN_FILE'),
  );
}

/** The first of the three that is there. */
function credentials(
  apiKey: string | undefined,
  apiKeyFile: string | undefined,
  tokenFile: string | undefined,
): Pick<WeirOptions, 'credentials'> {
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
    throw new InputError(`${flag}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** An empty variable is none. */
function variable(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}

function option(flags: string, meaning: string, env: string): Option {
  return new Option(flags, `${meaning} (env: ${env})`);
}
