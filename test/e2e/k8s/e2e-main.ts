/** `npm run e2e:k8s`: the chart on a real cluster under load; writes `../K8S.md` when all of it was run. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type E2eOptions, e2eUsage, readE2eOptions } from './e2e-options.ts';
import { isGood, resultsDocument } from './results-document.ts';
import { runE2e } from './run-e2e.ts';

const startedAtMs = performance.now();

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(line: string): void {
  const seconds = Math.round((performance.now() - startedAtMs) / 1_000);
  print(`${seconds} s: ${line}`);
}

async function run(options: E2eOptions): Promise<void> {
  const results = await runE2e(options, progress);
  const text = resultsDocument(results);
  print(`\n${text}`);
  if (options.isWhole) await writeFile(join(import.meta.dirname, '..', 'K8S.md'), text);
  if (!isGood(results)) process.exitCode = 1;
}

function readOptions(args: readonly string[]): E2eOptions | undefined {
  try {
    return readE2eOptions(args);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : inspect(error)}\n${e2eUsage()}\n`,
    );
    process.exitCode = 2;
    return undefined;
  }
}

const args = process.argv.slice(2);
const options = args.includes('--help') ? undefined : readOptions(args);
if (args.includes('--help')) print(e2eUsage());
if (options !== undefined) {
  try {
    await run(options);
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    process.exitCode = 2;
  }
}
