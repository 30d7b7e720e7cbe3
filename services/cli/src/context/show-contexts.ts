import { InputError } from '../exit-code.ts';
import { formatTable } from '../format/format-table.ts';
import type { CommandResult } from '../result/command-result.ts';
import { type Column, listResult } from '../result/list-result.ts';
import { credentialNames, settingNames } from './connection-settings.ts';
import { contextFilePath, readContexts } from './context-file.ts';
import { findContext, type SavedContext } from './saved-contexts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A context as it is shown: without its key. */
export interface ShownContext extends SavedContext {
  readonly name: string;
  readonly isCurrent: boolean;
}

const hidden = '(hidden)';

const columns: readonly Column<ShownContext>[] = [
  { title: '', cell: ({ isCurrent }) => (isCurrent ? '*' : ' ') },
  { title: 'CONTEXT', cell: ({ name }) => name },
  { title: 'BOOTSTRAP', cell: ({ bootstrap }) => bootstrap },
  { title: 'CONNECT', cell: ({ connect }) => connect ?? 'direct' },
  { title: 'TLS', cell: (context) => (usesTls(context) ? 'yes' : 'no') },
  { title: 'CREDENTIALS', cell: credentialsText },
];

/** All contexts, in order of name. */
export function listContexts(env: Environment): CommandResult {
  const { current, contexts } = readContexts(contextFilePath(env));
  const rows = Object.keys(contexts)
    .toSorted()
    .flatMap((name) => {
      const context = contexts[name];
      return context === undefined ? [] : [shown(name, context, current)];
    });
  return listResult({ key: 'contexts', rows, columns, nameOf: ({ name }) => name });
}

/** One context, the one in use by default. */
export function showContext(env: Environment, wanted: string | undefined): CommandResult {
  const saved = readContexts(contextFilePath(env));
  const name = wanted ?? (env['WEIR_CONTEXT'] || saved.current);
  if (name === undefined) {
    throw new InputError('No context is in use: weir context list shows what there is');
  }
  return contextResult(name, findContext(saved, name), saved.current);
}

/** A context as the result of a command. */
export function contextResult(
  name: string,
  context: SavedContext,
  current: string | undefined,
): CommandResult {
  const shownContext = shown(name, context, current);
  const rows = settingNames.flatMap((setting) =>
    shownContext[setting] === undefined ? [] : [[setting, `${shownContext[setting]}`]],
  );
  return {
    data: { context: shownContext },
    text: [
      `Context ${name}${name === current ? ', in use' : ''}`,
      '',
      formatTable(['SETTING', 'VALUE'], rows),
    ].join('\n'),
    names: [name],
  };
}

function shown(name: string, context: SavedContext, current: string | undefined): ShownContext {
  const isCurrent = name === current;
  return {
    name,
    isCurrent,
    ...context,
    ...(context.apiKey === undefined ? undefined : { apiKey: hidden }),
  };
}

function usesTls({ tls, tlsCa, tlsCert, tlsKey, tlsServerName }: SavedContext): boolean {
  return tls === true || [tlsCa, tlsCert, tlsKey, tlsServerName].some((each) => each !== undefined);
}

function credentialsText(context: SavedContext): string {
  const name = credentialNames.find((each) => context[each] !== undefined);
  if (name === undefined) return '-';
  return name === 'apiKey' ? 'API key in the file of contexts' : `${context[name]}`;
}
