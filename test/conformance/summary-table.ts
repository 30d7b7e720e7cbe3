import { markdownTable } from '../harness/markdown-table.ts';
import type { CaseResult } from './run-case.ts';
import type { LanguageResult } from './run-languages.ts';

const words: Record<CaseResult['outcome'], string> = {
  passed: 'passed',
  failed: 'FAILED',
  'not-applicable': 'n/a',
};

/** Cases down, languages across. */
export function summaryTable(results: readonly LanguageResult[]): string {
  const names = [...new Set(results.flatMap(({ cases }) => cases.map(({ name }) => name)))];
  return markdownTable(
    ['case', ...results.map(({ language }) => language)],
    names.map((name) => [name, ...results.map((result) => cellOf(result, name))]),
  );
}

function cellOf({ cases, skipped }: LanguageResult, name: string): string {
  if (skipped !== undefined) return 'skipped';
  const outcome = cases.find((result) => result.name === name)?.outcome;
  return outcome === undefined ? '' : words[outcome];
}
