import { InputError } from './exit-code.ts';
import { errorText } from './format/error-text.ts';

/** What a name has to be like, for people and messages. */
export const patternMeaning = 'only these names: a name, orders-* or ?, or /a regular expression/';

/**
 * Whether a name is meant by a pattern: `*` and `?` stand for any text and for one character, and what
 * stands between two `/` is a regular expression that matches somewhere. Every name without a pattern.
 */
export function nameFilter(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const expression = toExpression(pattern);
  return (name) => expression.test(name);
}

const special = /[\^$.*+?()[\]{}|/]/g;
const wildcards: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };

function toExpression(pattern: string): RegExp {
  if (pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/')) {
    return parseExpression(pattern.slice(1, -1));
  }
  const source = pattern.replaceAll(
    special,
    (character) => wildcards[character] ?? `\\${character}`,
  );
  return new RegExp(`^${source}$`, 'su');
}

function parseExpression(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    const message = errorText(error);
    throw new InputError(`/${source}/ is no regular expression: ${message}`);
  }
}
