/** `npm run conformance`: runs the cases in every language that this machine has a toolchain for. */
import { inspect } from 'node:util';
import { temporaryDirectory } from '../harness/temporary-directory.ts';
import { ConformanceCluster } from './conformance-cluster.ts';
import {
  type ConformanceOptions,
  conformanceUsage,
  readConformanceOptions,
} from './conformance-options.ts';
import { runLanguages } from './run-languages.ts';
import { summaryTable } from './summary-table.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function run(options: ConformanceOptions): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort(new Error(`Stopped by ${signal}`));
    });
  }
  await using directory = await temporaryDirectory();
  await using cluster = await ConformanceCluster.start(directory.path);
  const results = await runLanguages(options, {
    cluster,
    signal: stopping.signal,
    progress: print,
  });
  print(`\n${summaryTable(results)}`);
  for (const { language, skipped } of results) {
    if (skipped !== undefined) print(`${language}: skipped: ${skipped}`);
  }
  const outcomes = results.flatMap(({ cases }) => cases.map(({ outcome }) => outcome));
  const failed = outcomes.filter((outcome) => outcome === 'failed').length;
  print(`${outcomes.filter((outcome) => outcome === 'passed').length} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

function main(): Promise<void> | undefined {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    print(conformanceUsage());
    return undefined;
  }
  try {
    return run(readConformanceOptions(args));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 2;
}
