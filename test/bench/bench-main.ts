/** `npm run bench -- NAME`: runs one workload or all, prints the tables, writes the results. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type BenchChoice, benchUsage, readChoice } from './bench-options.ts';
import type { PeerName } from './peers/peer-name.ts';
import { hasPeers } from './peers/peers-directory.ts';
import type { Workload } from './workload.ts';
import { workloads } from './workloads.ts';
import { writeResults } from './write-results.ts';

const resultsDirectory = join(import.meta.dirname, 'results');

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Whether every bar is met. */
async function run(name: string, workload: Workload, choice: BenchChoice): Promise<boolean> {
  const { only, scale, profileDirectory, updateBaseline, outDirectory, signal } = choice;
  const directory = join('.weir', 'bench', name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const peers = choosePeers(workload, choice);
  const trials = choice.repetitions[workload.repeats] ?? workload.defaultTrials;
  const report = await workload.run({
    ...{ trials, only, directory, peers, scale, profileDirectory, updateBaseline, signal },
    progress: print,
  });
  print(`\n# ${name}\n\n${report.markdown}\n`);
  const isWhole = only === undefined && scale === 1;
  if (isWhole || outDirectory !== undefined) {
    const command = `npm run bench -- ${name} ${toFlags(workload, trials, peers)}`;
    const results = { name, command, trials, report };
    await writeResults({ ...results, directory: outDirectory ?? resultsDirectory });
  }
  for (const bar of report.missed) print(`Missed: ${bar}`);
  return report.missed.length === 0;
}

function choosePeers(
  { repeats, defaultPeers = ['kafka'] }: Workload,
  { peers }: BenchChoice,
): readonly PeerName[] {
  if (repeats === 'trials') return [];
  return peers ?? (hasPeers() ? defaultPeers : []);
}

function toFlags({ repeats }: Workload, trials: number, peers: readonly string[]): string {
  const count = `--${repeats} ${trials}`;
  if (repeats === 'trials') return count;
  return `${count} --peer ${peers.length === 0 ? 'none' : peers.join(',')}`;
}

/** The exit code: 0 when every bar is met, 1 when one is missed, 2 when a workload could not run. */
async function main(signal: AbortSignal): Promise<number> {
  const choice = readChoice(process.argv.slice(2), { workloads, signal });
  let exitCode = 0;
  for (const [name, workload] of choice.chosen) {
    try {
      const areAllMet = await run(name, workload, choice);
      exitCode = Math.max(exitCode, areAllMet ? 0 : 1);
    } catch (error) {
      signal.throwIfAborted();
      process.stderr.write(`${name}: ${inspect(error)}\n`);
      exitCode = 2;
    }
  }
  return exitCode;
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
    process.exitCode = await main(stopping.signal);
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    process.exitCode = 2;
  }
}
