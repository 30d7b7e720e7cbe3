import { resolve } from 'node:path';
import { InputError } from '../exit-code.ts';
import type { CommandResult } from '../result/command-result.ts';
import { type ConnectionSettings, credentialNames, pickSettings } from './connection-settings.ts';
import { contextFilePath, readContexts, writeContexts } from './context-file.ts';
import {
  checkContextName,
  findContext,
  renameContext,
  type SavedContexts,
  useContext,
  withContext,
  withoutContext,
} from './saved-contexts.ts';
import { contextResult } from './show-contexts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A context to save. */
export interface ContextToPut {
  readonly name: string;
  readonly settings: ConnectionSettings;
  /** Whether it is in use from now on. */
  readonly isUsed: boolean;
}

const fileSettings = ['tlsCa', 'tlsCert', 'tlsKey', 'apiKeyFile', 'tokenFile'] as const;

/** Saves a context; of one that is there, what is not named stays. */
export function putContext(
  env: Environment,
  { name, settings, isUsed }: ContextToPut,
): CommandResult {
  checkContextName(name);
  const given = withFullPaths(pickSettings(settings));
  const path = contextFilePath(env);
  const saved = readContexts(path);
  const merged = { ...keptOf(saved, name, given), ...given };
  const { bootstrap } = merged;
  if (bootstrap === undefined)
    throw new InputError(`Context ${name} needs an address: --bootstrap`);
  const context = { ...merged, bootstrap };
  const put = withContext(saved, name, context);
  const changed = isUsed ? useContext(put, name) : put;
  writeContexts(path, changed);
  return {
    ...contextResult(name, context, changed.current),
    ...(given.apiKey === undefined ? undefined : { warnings: [clearText(path)] }),
    ...(changed.current === name
      ? undefined
      : { notes: [`weir context use ${name} makes it the one in use`] }),
  };
}

/** Uses a context from now on. */
export function switchContext(env: Environment, nameOrDash: string): CommandResult {
  const changed = change(env, (saved) => useContext(saved, nameOrDash));
  const { current = '' } = changed;
  const { bootstrap } = findContext(changed, current);
  return {
    data: { current, previous: changed.previous ?? null },
    text: `Context ${current} is in use: ${bootstrap}`,
    names: [current],
  };
}

/** Forgets a context. */
export function removeSavedContext(env: Environment, name: string): CommandResult {
  const { current } = change(env, (saved) => withoutContext(saved, name));
  return {
    data: { removed: name, current: current ?? null },
    text: `Context ${name} is removed`,
    names: [name],
    notes: current === undefined ? ['No context is in use now'] : [],
  };
}

/** Gives a context another name. */
export function renameSavedContext(env: Environment, from: string, to: string): CommandResult {
  checkContextName(to);
  const { current } = change(env, (saved) => renameContext(saved, from, to));
  return {
    data: { renamed: from, name: to, current: current ?? null },
    text: `Context ${from} is ${to} now`,
    names: [to],
  };
}

function change(
  env: Environment,
  toChanged: (saved: SavedContexts) => SavedContexts,
): SavedContexts {
  const path = contextFilePath(env);
  const changed = toChanged(readContexts(path));
  writeContexts(path, changed);
  return changed;
}

/** What stays of a context that is changed: other credentials do not. */
function keptOf(
  { contexts }: SavedContexts,
  name: string,
  given: ConnectionSettings,
): ConnectionSettings {
  const before = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  const hasCredentials = credentialNames.some((each) => given[each] !== undefined);
  if (before === undefined || !hasCredentials) return before ?? {};
  const { apiKey: _key, apiKeyFile: _keyFile, tokenFile: _tokenFile, ...kept } = before;
  return kept;
}

/** Commands run anywhere. */
function withFullPaths(settings: ConnectionSettings): ConnectionSettings {
  const paths = fileSettings.flatMap((name) => {
    const path = settings[name];
    return path === undefined ? [] : [[name, resolve(path)]];
  });
  return { ...settings, ...(Object.fromEntries(paths) as ConnectionSettings) };
}

function clearText(path: string): string {
  return `the API key stands in ${path} as it is; --api-key-file names a file instead`;
}
