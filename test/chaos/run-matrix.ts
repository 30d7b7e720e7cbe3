import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNot } from './chaos-fault.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { CellResult } from './results-table.ts';
import type { TrialResult } from './run-trial.ts';
import { tryTrial } from './try-trial.ts';

const patienceMs = 90_000;

/** Where the trials live, and who hears of them. */
export interface MatrixSetting {
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Runs every fault against every workload. The files of each trial stay. */
export async function runMatrix(
  { faults, workloads, trials, faultMs }: ChaosOptions,
  { directory, signal, progress }: MatrixSetting,
): Promise<CellResult[]> {
  const cells: CellResult[] = [];
  for (const fault of faults) {
    const skipped = whyNot(fault);
    if (skipped !== undefined) progress(`${fault.name}: not run, ${skipped}`);
    for (const workload of workloads) {
      const results: TrialResult[] = [];
      const wanted = skipped === undefined ? trials : 0;
      for (let trial = 1; trial <= wanted; trial += 1) {
        const place = join(directory, `${fault.name}-${workload.name}-${trial}`);
        await rm(place, { recursive: true, force: true });
        await mkdir(place, { recursive: true });
        const setting = { faultMs, patienceMs, directory: place, signal };
        const result = await tryTrial({ fault, workload, ...setting });
        results.push(result);
        progress(`${fault.name}, ${workload.name}, trial ${trial}: ${describe(result)}`);
      }
      cells.push({ fault, workload, trials: results, skipped });
    }
  }
  return cells;
}

function describe({ anomalies, acknowledged, delivered, gapMs, steadyGapMs }: TrialResult): string {
  const gaps = `gap ${Math.round(gapMs)} ms (before ${Math.round(steadyGapMs)} ms)`;
  const counts = `acknowledged ${acknowledged}, delivered ${delivered}`;
  return [`${counts}, ${gaps}, anomalies ${anomalies.length}`, ...anomalies].join('\n    ');
}
