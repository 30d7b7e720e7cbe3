import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MicroFigure } from './measure-case.ts';

/** Share of its baseline below which a case counts as slower. */
export const leastShare = { computing: 0.7, disk: 0.35 };

/** Ratio to the reference loop by the id of a case. */
export type Baseline = Readonly<Record<string, number>>;

const path = join(import.meta.dirname, 'baseline.json');
const digits = 4;

/** The ratios that were stored last. */
export async function readBaseline(): Promise<Baseline> {
  return JSON.parse(await readFile(path, 'utf8')) as Baseline;
}

/** Stores the ratios of these cases; others keep theirs. */
export async function writeBaseline(figures: readonly MicroFigure[]): Promise<void> {
  const next = withFigures(await readBaseline(), figures);
  await writeFile(path, `${JSON.stringify(next, undefined, 2)}\n`);
}

/** A baseline in which these cases have the ratios that were found. */
export function withFigures(baseline: Baseline, figures: readonly MicroFigure[]): Baseline {
  const found = figures.map(({ id, ratio }) => [id, Number(ratio.toPrecision(digits))] as const);
  return { ...baseline, ...Object.fromEntries(found) };
}

/** The found ratio divided by the stored one; undefined for a case without a baseline. */
export function shareOfBaseline(
  baseline: Baseline,
  { id, ratio }: MicroFigure,
): number | undefined {
  const stored = baseline[id];
  return stored === undefined ? undefined : ratio / stored;
}

/** One sentence for each case that is slower than its baseline allows. */
export function findSlower(baseline: Baseline, figures: readonly MicroFigure[]): string[] {
  return figures.flatMap((figure) => {
    const share = shareOfBaseline(baseline, figure);
    const least = figure.usesDisk ? leastShare.disk : leastShare.computing;
    if (share === undefined || share >= least) return [];
    return [`${figure.what}: ${share.toFixed(2)} of its baseline, the bar is ${least}`];
  });
}
