import { Bench, type Task } from 'tinybench';
import { median } from '../statistics.ts';
import type { MicroCase, PreparedCase } from './micro-case.ts';
import { runReferenceLoop } from './reference-loop.ts';

/** How long each case is looked at. */
export interface MicroPlan {
  /** Series of the case, each with one of the reference loop beside it. */
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly roundMs: number;
  readonly referenceMs: number;
}

/** What was found of a case. */
export interface MicroFigure {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly usesDisk: boolean;
  /** Median of the rounds. */
  readonly perSecond: number;
  /** Operations in the time of one reference loop, round by round. */
  readonly ratios: readonly number[];
  /** The same of the fastest round of each: what else the machine did slows some rounds, hastens none. */
  readonly ratio: number;
}

const minRuns = 3;

/** Runs a case and the reference loop in turn. Throws what the case throws. */
export async function measureCase(
  microCase: MicroCase,
  directory: string,
  plan: MicroPlan,
): Promise<MicroFigure> {
  const prepared = await microCase.prepare(directory);
  const runsMs: number[] = [];
  const referencesMs: number[] = [];
  try {
    if (plan.warmUpMs > 0) await timeRun(prepared, plan.warmUpMs);
    for (let round = 0; round < plan.rounds; round += 1) {
      referencesMs.push(await timeRun({ run: runReferenceLoop }, plan.referenceMs));
      runsMs.push(await timeRun(prepared, plan.roundMs));
    }
  } finally {
    await prepared[Symbol.asyncDispose]?.();
  }
  const { id, what, unit, usesDisk = false, operationsPerRun } = microCase;
  const perSecond = (1_000 * operationsPerRun) / median(runsMs);
  const ratios = runsMs.map((runMs, round) => {
    return (operationsPerRun * (referencesMs[round] ?? Number.NaN)) / runMs;
  });
  const ratio = (operationsPerRun * Math.min(...referencesMs)) / Math.min(...runsMs);
  return { id, what, unit, usesDisk, perSecond, ratios, ratio };
}

/** Milliseconds of one run, the mean of a series that includes the garbage collector's work. */
async function timeRun({ run, tidy }: PreparedCase, timeMs: number): Promise<number> {
  const bench = new Bench({ time: timeMs, iterations: minRuns, warmup: false, throws: true });
  bench.add('run', run);
  const [task] = await bench.run();
  await tidy?.();
  return meanMs(task);
}

function meanMs(task: Task | undefined): number {
  if (task?.result.state !== 'completed') throw new Error(`A series ended ${task?.result.state}`);
  return task.result.latency.mean;
}
