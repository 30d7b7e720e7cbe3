import { InputError } from '../exit-code.ts';
import { shellWord } from '../format/shell-word.ts';
import { output } from '../output.ts';
import {
  type ConnectionSettings,
  connectWays,
  type ConnectWay,
  mergeSettings,
  pickSettings,
} from './connection-settings.ts';
import { contextFilePath, isReadByOthers, readContexts } from './context-file.ts';
import { findContext } from './saved-contexts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The options of a command line that say where to connect. */
export interface SettingOptions extends ConnectionSettings {
  /** The context that is meant. */
  readonly context?: string | undefined;
}

/** Settings that hold for a command. */
export interface ChosenSettings extends ConnectionSettings {
  readonly bootstrap: string;
  readonly connect: ConnectWay;
}

/** The bootstrap address when nothing names one. */
export const defaultBootstrap = '127.0.0.1:7400';

/**
 * What holds for a command: its options, else the context that an option names, else the environment, else
 * the context of `WEIR_CONTEXT` or the one in use, else the defaults. Where an option or a variable gives
 * the address, only a context that is named takes part: its credentials are not for other addresses.
 */
export function chooseSettings(options: SettingOptions, env: Environment): ChosenSettings {
  const line = pickSettings(options);
  const variables = settingsOf(env);
  const hasAddress = line.bootstrap !== undefined || variables.bootstrap !== undefined;
  const context = contextOf(options, hasAddress, env);
  const isOnLine = options.context !== undefined;
  const rest = isOnLine ? [context, variables] : [variables, context];
  const {
    bootstrap = defaultBootstrap,
    connect = 'direct',
    ...others
  } = mergeSettings([line, ...rest]);
  return { ...others, bootstrap, connect };
}

function contextOf(
  { context }: SettingOptions,
  hasAddress: boolean,
  env: Environment,
): ConnectionSettings {
  const variable = env['WEIR_CONTEXT'];
  const named = context ?? (variable === '' ? undefined : variable);
  if (named === undefined && hasAddress) return {};
  const path = contextFilePath(env);
  const saved = readContexts(path);
  const name = named ?? saved.current;
  if (name === undefined) return {};
  const settings = findContext(saved, name);
  if (settings.apiKey !== undefined && isReadByOthers(path)) {
    output.note(
      `warning: ${path} has an API key, and others can read it: chmod 600 ${shellWord(path)}`,
    );
  }
  return settings;
}

/** The settings that variables give; an empty variable gives none. */
function settingsOf(env: Environment): ConnectionSettings {
  const value = (name: string): string | undefined =>
    env[`WEIR_${name}`] === '' ? undefined : env[`WEIR_${name}`];
  return {
    bootstrap: value('BOOTSTRAP'),
    connect: wayOf(value('CONNECT')),
    tls: value('TLS') === 'true' ? true : undefined,
    tlsCa: value('TLS_CA'),
    tlsCert: value('TLS_CERT'),
    tlsKey: value('TLS_KEY'),
    tlsServerName: value('TLS_SERVER_NAME'),
    ...firstCredentials(value('API_KEY'), value('API_KEY_FILE'), value('TOKEN_FILE')),
  };
}

function wayOf(name: string | undefined): ConnectWay | undefined {
  const way = connectWays.find((each) => each === name);
  if (name === undefined || way !== undefined) return way;
  throw new InputError(`WEIR_CONNECT is "${name}", wanted is one of ${connectWays.join(', ')}`);
}

/** Of several variables one is taken. */
function firstCredentials(
  apiKey: string | undefined,
  apiKeyFile: string | undefined,
  tokenFile: string | undefined,
): ConnectionSettings {
  if (apiKey !== undefined) return { apiKey };
  return apiKeyFile === undefined ? { tokenFile } : { apiKeyFile };
}
