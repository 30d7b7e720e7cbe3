import type { ConformanceCluster } from './conformance-cluster.ts';
import type { ConformanceOptions } from './conformance-options.ts';
import { prepareToolchain } from './prepare-toolchain.ts';
import { type CaseResult, runCase } from './run-case.ts';
import type { Language } from './toolchain.ts';

/** What became of a language: its cases, or why it was skipped. */
export interface LanguageResult {
  readonly language: Language;
  readonly cases: readonly CaseResult[];
  readonly skipped?: string;
}

/** Where the runs take place, and how they end early. */
export interface RunLanguagesOptions {
  readonly cluster: ConformanceCluster;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Runs the cases in one language after the other. */
export async function runLanguages(
  { languages, cases }: ConformanceOptions,
  { cluster, signal, progress }: RunLanguagesOptions,
): Promise<LanguageResult[]> {
  const results: LanguageResult[] = [];
  for (const language of languages) {
    signal.throwIfAborted();
    const toolchain = await prepareToolchain(language);
    if (typeof toolchain === 'string') {
      progress(`${language}: skipped: ${toolchain}`);
      results.push({ language, cases: [], skipped: toolchain });
      continue;
    }
    const done: CaseResult[] = [];
    for (const conformanceCase of cases) {
      signal.throwIfAborted();
      const result = await runCase(conformanceCase, toolchain, cluster);
      progress([`${language} ${result.name}: ${result.outcome}`, ...result.problems].join('\n  '));
      done.push(result);
    }
    results.push({ language, cases: done });
  }
  return results;
}
