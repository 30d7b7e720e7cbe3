import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { WorkloadReport } from './workload.ts';

/** What is written, and where. */
export interface BenchResults {
  readonly name: string;
  /** The command that measures the same again. */
  readonly command: string;
  readonly trials: number;
  readonly report: WorkloadReport;
  readonly directory: string;
}

/** Writes `NAME.md` and `NAME.json`, with the machine and the date. */
export async function writeResults(results: BenchResults): Promise<void> {
  const { name, command, trials, report, directory } = results;
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    kernel: release(),
    node: process.version,
  };
  const measuredAt = new Date().toISOString();
  await mkdir(directory, { recursive: true });
  const about = [
    `Measured ${measuredAt.slice(0, 10)} by \`${command}\` on ${machine.cores} cores`,
    `(${machine.cpu}), ${machine.memoryGib} GiB, ${machine.platform} ${machine.kernel},`,
    `Node ${machine.node}.`,
  ].join(' ');
  await writeFile(
    join(directory, `${name}.md`),
    `# Benchmark: ${name}\n\n${about}\n\n${report.markdown}\n`,
  );
  await writeFile(
    join(directory, `${name}.json`),
    `${JSON.stringify({ workload: name, command, measuredAt, machine, trials, ...report.data }, undefined, 2)}\n`,
  );
}
