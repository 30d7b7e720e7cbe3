/** `npm run bench -- NAME`: runs one workload or all, prints the tables, writes the results. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type BenchChoice, benchUsage, readChoice } from './bench-options.ts';
import { hasPeers } from './peers/peers-directory.ts';
import type { Workload } from './workload.ts';
import { workloads } from './workloads.ts';
import { writeResults } from './write-results.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function run(name: string, workload: Workload, choice: BenchChoice): Promise<boolean> {
  const { only, scale, profileDirectory, resultsDirectory, signal } = choice;
  const directory = join('.weir', 'bench', name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const peers = workload.repeats === 'pairs' ? choice.peers : [];
  const trials = choice.trials ?? workload.defaultTrials;
  const report = await workload.run({
    ...{ trials, only, directory, peers, scale, profileDirectory, signal },
    progress: print,
  });
  print(`\n# ${name}\n\n${report.markdown}\n`);
  const command = `npm run bench -- ${name} ${toFlags(workload, trials, peers)}`.trimEnd();
  if (only === undefined && scale === 1) {
    await writeResults({ name, command, trials, report, directory: resultsDirectory });
  }
  for (const bar of report.missed) print(`Missed: ${bar}`);
  return report.missed.length === 0;
}

function toFlags({ repeats }: Workload, trials: number, peers: readonly string[]): string {
  const count = `--${repeats} ${trials}`;
  if (repeats === 'trials') return count;
  return `${count} --peer ${peers.length === 0 ? 'none' : peers.join(',')}`;
}

/** Whether every bar is met. */
async function main(signal: AbortSignal): Promise<boolean> {
  const choice = readChoice(process.argv.slice(2), { workloads, hasPeers: hasPeers(), signal });
  let areAllMet = true;
  for (const [name, workload] of choice.chosen) {
    const areMet = await run(name, workload, choice);
    areAllMet &&= areMet;
  }
  return areAllMet;
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping.abort(new Error(`Stopped by ${signal}`));
  });
}
if (process.argv.includes('--help')) {
  print(benchUsage(workloads));
} else {
  try {
    const areAllMet = await main(stopping.signal);
    process.exitCode = areAllMet ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    process.exitCode = 2;
  }
}
