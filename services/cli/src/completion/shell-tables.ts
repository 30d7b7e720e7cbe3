import type { CompletedCommand, CompletedValue, CompletedWord } from './completion-table.ts';
import { askedKinds } from './completed-names.ts';

/** Names of arguments and of options' values that are paths of files. */
const fileKinds: readonly string[] = ['file', 'path'];

/**
 * Functions for bash and zsh that print what can be typed: words with their meanings after a tab, the path
 * that a word leads to, and what a value can be.
 */
export function shellTables(table: readonly CompletedCommand[]): string {
  return [
    caseFunction('__weir_commands', '$1', commandCases(table)),
    caseFunction('__weir_step', '$1/$2', stepCases(table)),
    caseFunction('__weir_options', '$1', optionCases(table)),
    caseFunction('__weir_value', '$1/$2', valueCases(table)),
    caseFunction('__weir_argument', '$1/$2', argumentCases(table)),
  ].join('\n');
}

/** What stands for a value: `=` and its choices, `@` and the kind of names to ask for, `file`, or nothing. */
function valueMark({ kind, choices }: CompletedValue): string {
  if (choices.length > 0) return `=${choices.join(' ')}`;
  if (askedKinds.some((each) => each === kind)) return `@${kind}`;
  return fileKinds.includes(kind) ? 'file' : '';
}

/** The cases of a lookup: patterns and what is printed for them. */
export type Cases = readonly (readonly [string, string])[];

/** Words that lead on from a path. */
export function commandCases(table: readonly CompletedCommand[]): Cases {
  return table
    .filter(({ commands }) => commands.length > 0)
    .map(({ path, commands }) => [path, lines(commands.filter(({ isAlias }) => !isAlias))]);
}

/** The path that a word leads to, by path and word. */
export function stepCases(table: readonly CompletedCommand[]): Cases {
  return table.flatMap(({ path, commands }) =>
    commands.map((next): [string, string] => [`${path}/${next.word}`, next.path]),
  );
}

/** The options of a path. */
export function optionCases(table: readonly CompletedCommand[]): Cases {
  return table.map(({ path, options }) => [path, lines(options)]);
}

/** What the value of an option can be, by path and option. */
export function valueCases(table: readonly CompletedCommand[]): Cases {
  return table.flatMap(({ path, options }) =>
    options.flatMap(({ word, value }): [string, string][] =>
      value === undefined ? [] : [[`${path}/${word}`, valueMark(value)]],
    ),
  );
}

/** What an argument can be, by path and its place; `*` is every further place. */
export function argumentCases(table: readonly CompletedCommand[]): Cases {
  return table.flatMap(({ path, values, isVariadic }) =>
    values.map((value, place): [string, string] => {
      const isLast = place === values.length - 1;
      return [`${path}/${isLast && isVariadic ? '*' : place}`, valueMark(value)];
    }),
  );
}

function lines(words: readonly CompletedWord[]): string {
  return words.map(({ word, meaning }) => `${word}\t${meaning.replaceAll(/\s+/g, ' ')}`).join('\n');
}

function caseFunction(name: string, subject: string, cases: Cases): string {
  const branches = cases.map(
    ([pattern, text]) => `    ${quotePattern(pattern)}) printf '%s\\n' ${quote(text)} ;;`,
  );
  return `${name}() {
  case "${subject}" in
${branches.join('\n')}
    *) return 1 ;;
  esac
}
`;
}

function quotePattern(pattern: string): string {
  return pattern.endsWith('/*') ? `${quote(pattern.slice(0, -1))}*` : quote(pattern);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
