/** An argument of a command line: words as they are, options with their values; `undefined` is left out. */
export type CommandPart =
  | string
  | number
  | readonly [option: string, value: string | number | boolean | null | undefined]
  | undefined;

const plainWord = /^[\w@%+=:,./-]+$/;

/**
 * The `weir` command of an action, safe to paste into a POSIX shell: `weirCommand('topic', 'delete', name)`.
 * Options are pairs: `['--throttle', '20M']`; `true` is the bare option, `false`, `null` and `undefined` leave it out.
 */
export function weirCommand(...parts: readonly CommandPart[]): string {
  const at = parts.findIndex((part) => typeof part === 'string' && part.startsWith('-'));
  const ordered = at === -1 ? parts.flatMap(wordsOf) : wordsBehindOptions(parts, at);
  return ['weir', ...ordered.map(quoteWord)].join(' ');
}

/** A name that begins with a dash must not pass for an option: it stands at the end, behind `--`. */
function wordsBehindOptions(parts: readonly CommandPart[], at: number): string[] {
  const rest = parts.slice(at);
  const options = rest.filter((part) => typeof part === 'object');
  const words = rest.filter((part) => typeof part !== 'object');
  return [...parts.slice(0, at), ...options, '--', ...words].flatMap(wordsOf);
}

/**
 * One word of a POSIX shell, in single quotes unless it needs none. Control characters are escaped: a terminal would
 * take those of a text that is pasted for keys, such as Ctrl-C; a word with some is one of bash, zsh and ksh alone.
 */
export function quoteWord(word: string): string {
  if (plainWord.test(word)) return word;
  if (/\p{Cc}/u.test(word)) return `$'${word.replaceAll(/[\\']|\p{Cc}/gu, escapeLetter)}'`;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function escapeLetter(letter: string): string {
  if (letter === '\\' || letter === "'") return `\\${letter}`;
  const bytes = new TextEncoder().encode(letter);
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function wordsOf(part: CommandPart): string[] {
  if (part === undefined) return [];
  if (typeof part === 'string' || typeof part === 'number') return [String(part)];
  const [option, value] = part;
  if (value === undefined || value === null || value === false) return [];
  return value === true ? [option] : [option, String(value)];
}
