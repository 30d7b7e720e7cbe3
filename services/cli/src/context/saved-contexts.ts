import { nearestName } from '@weir/core';
import { InputError } from '../exit-code.ts';
import type { ConnectionSettings } from './connection-settings.ts';

/** What a context holds: an address at least. */
export interface SavedContext extends ConnectionSettings {
  readonly bootstrap: string;
}

/** The contexts of a person, by name; one may be in use. */
export interface SavedContexts {
  readonly current?: string;
  /** The one in use before, for `use -`. */
  readonly previous?: string;
  readonly contexts: Readonly<Record<string, SavedContext>>;
}

const namePattern = /^[\w.-]{1,64}$/;

/** The context of a name; an `InputError` names those that there are. */
export function findContext({ contexts }: SavedContexts, name: string): SavedContext {
  const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (found !== undefined) return found;
  throw new InputError(`There is no context "${name}": ${hint(name, Object.keys(contexts))}`);
}

/** `InputError` for what cannot be the name of a context. */
export function checkContextName(name: string): void {
  if (namePattern.test(name) && !/^[-.]/.test(name)) return;
  throw new InputError(
    `"${name}" cannot be the name of a context: wanted are 1 to 64 letters, digits, "_", "." and "-", ` +
      'not "." or "-" first',
  );
}

/** With one context more, or in place of the one of that name. */
export function withContext(saved: SavedContexts, name: string, value: SavedContext) {
  return { ...saved, contexts: { ...saved.contexts, [name]: value } };
}

/** With another context in use; `-` is the one before. */
export function useContext(saved: SavedContexts, nameOrDash: string): SavedContexts {
  const name = nameOrDash === '-' ? saved.previous : nameOrDash;
  if (name === undefined) throw new InputError('No context was in use before: name one');
  findContext(saved, name);
  if (name === saved.current) return saved;
  const { contexts, current } = saved;
  return {
    contexts,
    current: name,
    ...(current === undefined ? undefined : { previous: current }),
  };
}

/** Without a context; where it was in use, none is. */
export function withoutContext(saved: SavedContexts, name: string): SavedContexts {
  findContext(saved, name);
  const others = Object.entries(saved.contexts).filter(([each]) => each !== name);
  return {
    ...pointers(saved, (each) => (each === name ? undefined : each)),
    contexts: Object.fromEntries(others),
  };
}

/** With a context under another name, in use if it was. */
export function renameContext(saved: SavedContexts, from: string, to: string): SavedContexts {
  const value = findContext(saved, from);
  if (Object.hasOwn(saved.contexts, to)) throw new InputError(`There is a context "${to}" already`);
  const renamed = Object.entries(saved.contexts).map(([name, each]) =>
    name === from ? [to, value] : [name, each],
  );
  return {
    ...pointers(saved, (name) => (name === from ? to : name)),
    contexts: Object.fromEntries(renamed) as SavedContexts['contexts'],
  };
}

function pointers(
  { current, previous }: SavedContexts,
  toName: (name: string) => string | undefined,
): Pick<SavedContexts, 'current' | 'previous'> {
  const now = current === undefined ? undefined : toName(current);
  const before = previous === undefined ? undefined : toName(previous);
  return {
    ...(now === undefined ? undefined : { current: now }),
    ...(before === undefined ? undefined : { previous: before }),
  };
}

function hint(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (known.length > 0) return `there are ${known.join(', ')}`;
  return 'there is none yet, make one with weir context set NAME --bootstrap host:port';
}
