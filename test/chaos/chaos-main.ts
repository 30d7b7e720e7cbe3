/** `npm run chaos`: runs the matrix of faults and workloads, and writes `RESULTS.md` beside this. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type ChaosOptions, chaosUsage, readChaosOptions } from './chaos-options.ts';
import { type CellResult, resultsTable } from './results-table.ts';
import { runMatrix } from './run-matrix.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function writeResults(options: ChaosOptions, cells: readonly CellResult[]): Promise<void> {
  const { trials, faultMs } = options;
  const about = [
    `Run ${new Date().toISOString().slice(0, 10)} by \`npm run chaos -- --trials ${trials}`,
    `--seconds ${faultMs / 1_000}\` on ${availableParallelism()} cores, Node ${process.version}.`,
  ].join(' ');
  const text = `# Chaos: results\n\n${about}\n\n${resultsTable(cells)}\n`;
  await writeFile(join(import.meta.dirname, 'RESULTS.md'), text);
}

async function run(options: ChaosOptions): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort(new Error(`Stopped by ${signal}`));
    });
  }
  const directory = join('.weir', 'chaos');
  const cells = await runMatrix(options, { directory, signal: stopping.signal, progress: print });
  print(`\n${resultsTable(cells)}`);
  if (options.isWhole) await writeResults(options, cells);
  const anomalies = cells.flatMap(({ trials }) => trials.flatMap((trial) => trial.anomalies));
  if (anomalies.length > 0) process.exitCode = 1;
}

function main(): Promise<void> | undefined {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    print(chaosUsage());
    return undefined;
  }
  try {
    return run(readChaosOptions(args));
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n${chaosUsage()}\n`,
    );
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
