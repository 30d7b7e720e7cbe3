import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownTable } from '../../harness/markdown-table.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import {
  type Baseline,
  findSlower,
  leastShare,
  readBaseline,
  shareOfBaseline,
  writeBaseline,
} from './baseline.ts';
import { measureCase, type MicroFigure, type MicroPlan } from './measure-case.ts';
import type { MicroCase } from './micro-case.ts';
import { microCases } from './micro-cases.ts';

const plan: Omit<MicroPlan, 'rounds'> = { warmUpMs: 150, roundMs: 120, referenceMs: 40 };

/** The parts of the data path, each alone, in operations a second. */
export const micro: Workload = {
  summary: 'encoding, checksums, log and index, each alone, against a stored baseline',
  repeats: 'trials',
  defaultTrials: 5,
  parts: microCases.map(({ id }) => id),
  run: runMicro,
};

async function runMicro(options: WorkloadOptions): Promise<WorkloadReport> {
  const cases = microCases.filter(({ id }) => options.only?.includes(id) !== false);
  const figures: MicroFigure[] = [];
  for (const microCase of cases) {
    options.signal.throwIfAborted();
    const figure = await measureIn(options.directory, microCase, {
      ...plan,
      rounds: options.trials,
    });
    figures.push(figure);
    options.progress(`${figure.what}: ${count(figure.perSecond)} ${figure.unit}/s`);
  }
  if (options.updateBaseline) await writeBaseline(figures);
  return toReport(await readBaseline(), figures);
}

/** Measures one case in a folder of its own below `directory`. */
export async function measureIn(
  directory: string,
  microCase: MicroCase,
  casePlan: MicroPlan,
): Promise<MicroFigure> {
  const ownDirectory = join(directory, microCase.id);
  await mkdir(ownDirectory, { recursive: true });
  return measureCase(microCase, ownDirectory, casePlan);
}

function toReport(baseline: Baseline, figures: readonly MicroFigure[]): WorkloadReport {
  const header = ['what', 'a second', 'in a reference loop', 'least', 'most', 'of the baseline'];
  const rows = figures.map((figure) => [
    figure.what,
    `${count(figure.perSecond)} ${figure.unit}`,
    ...[figure.ratio, Math.min(...figure.ratios), Math.max(...figure.ratios)].map(short),
    shareOfBaseline(baseline, figure)?.toFixed(2) ?? 'none',
  ]);
  const notes = [
    'In a reference loop: how many are done in the time that one run of the reference loop takes in',
    'the same process just before: the fastest round of each, and the least and most of any round. It is what the baseline holds',
    `and is compared across machines. Below ${leastShare.computing} of its baseline a case is slower than allowed, where`,
    `files are used below ${leastShare.disk}: a disk varies by that much.`,
  ];
  return {
    markdown: `${markdownTable(header, rows)}\n\n${notes.join('\n')}`,
    data: { baseline, figures },
    missed: findSlower(baseline, figures),
  };
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function short(value: number): string {
  return value >= 100 ? count(value) : value.toPrecision(3);
}
