import { parseArgs } from 'node:util';
import { type ConformanceCase, readCases } from './conformance-case.ts';
import { type Language, languages } from './toolchain.ts';

/** What is run. */
export interface ConformanceOptions {
  readonly languages: readonly Language[];
  readonly cases: readonly ConformanceCase[];
}

/** How to call it. */
export function conformanceUsage(): string {
  return [
    'npm run conformance -- [--lang A,B] [--cases A,B]',
    `languages: ${languages.join(', ')}`,
    'cases:',
    ...readCases().map(({ name, what }) => `  ${name}: ${what}`),
  ].join('\n');
}

/** Throws for a language or case that does not exist. */
export function readConformanceOptions(args: readonly string[]): ConformanceOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { lang: { type: 'string' }, cases: { type: 'string' } },
  });
  const cases = readCases();
  return {
    languages: choose('language', languages, values.lang),
    cases: choose(
      'case',
      cases.map(({ name }) => name),
      values.cases,
    ).flatMap((name) => cases.filter((candidate) => candidate.name === name)),
  };
}

function choose<Name extends string>(
  what: string,
  names: readonly Name[],
  wanted: string | undefined,
): readonly Name[] {
  if (wanted === undefined) return names;
  return wanted.split(',').map((name) => {
    const found = names.find((candidate) => candidate === name);
    if (found === undefined) throw new Error(`No ${what} "${name}": there are ${names.join(', ')}`);
    return found;
  });
}
