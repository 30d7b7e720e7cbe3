/** `npm run bench -- NAME`: runs one workload, prints its table, writes its results. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import type { Workload, WorkloadReport } from './workload.ts';
import { workloads } from './workloads.ts';

const resultsDirectory = join(import.meta.dirname, 'results');
const maxTrials = 1_000;

function usage(): string {
  const names = [...workloads].map(([name, { summary }]) => `  ${name}: ${summary}`);
  return ['npm run bench -- NAME [--trials N] [--only PART,PART]', ...names].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function writeResults(name: string, trials: number, report: WorkloadReport): Promise<void> {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  };
  const measuredAt = new Date().toISOString();
  await mkdir(resultsDirectory, { recursive: true });
  const about = [
    `Measured ${measuredAt.slice(0, 10)} by \`npm run bench -- ${name} --trials ${trials}\``,
    `on ${machine.cores} cores (${machine.cpu}), ${machine.platform}, Node ${machine.node}.`,
  ].join(' ');
  await writeFile(
    join(resultsDirectory, `${name}.md`),
    `# Benchmark: ${name}\n\n${about}\n\n${report.markdown}\n`,
  );
  await writeFile(
    join(resultsDirectory, `${name}.json`),
    `${JSON.stringify({ workload: name, measuredAt, machine, trials, ...report.data }, undefined, 2)}\n`,
  );
}

interface Choice {
  readonly name: string;
  readonly workload: Workload;
  readonly trials: number;
  readonly only: readonly string[] | undefined;
}

/** Throws for what the command line does not allow. */
function readChoice(): Choice {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { trials: { type: 'string' }, only: { type: 'string' } },
  });
  const [name = '', ...rest] = positionals;
  const workload = workloads.get(name);
  if (workload === undefined || rest.length > 0) {
    throw new Error(`No workload "${positionals.join(' ')}"`);
  }
  const trials = Number(values.trials ?? workload.defaultTrials);
  if (!Number.isInteger(trials) || trials < 1 || trials > maxTrials) {
    throw new Error(`--trials is "${values.trials}", allowed are 1 to ${maxTrials}`);
  }
  const only = values.only?.split(',');
  const unknown = only?.find((part) => !workload.parts.includes(part));
  if (unknown !== undefined) {
    throw new Error(`--only names "${unknown}"; ${name} has ${workload.parts.join(', ')}`);
  }
  return { name, workload, trials, only };
}

async function run({ name, workload, trials, only }: Choice): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort(new Error(`Stopped by ${signal}`));
    });
  }
  const directory = join('.weir', 'bench', name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const report = await workload.run({
    trials,
    only,
    directory,
    signal: stopping.signal,
    progress: print,
  });
  print(`\n${report.markdown}\n`);
  if (only === undefined) await writeResults(name, trials, report);
  for (const bar of report.missed) print(`Missed: ${bar}`);
  if (report.missed.length > 0) process.exitCode = 1;
}

function main(): Promise<void> | undefined {
  if (process.argv.includes('--help')) {
    print(usage());
    return undefined;
  }
  try {
    return run(readChoice());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage()}\n`);
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
