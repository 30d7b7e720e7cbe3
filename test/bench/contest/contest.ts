import type { WorkloadOptions, WorkloadReport } from '../workload.ts';
import { type Bar, judgeBars, type Sample } from './bar.ts';
import { toReport } from './contest-report.ts';
import type { Contestant, Variant } from './contestant.ts';
import type { Figure } from './figure.ts';
import { formatFigure } from './format-figure.ts';
import { measureWithUsage } from './measure-with-usage.ts';
import { turnsOf } from './turns.ts';

/** Who meets in what, and what is looked at. */
export interface Contest<Case extends Variant> {
  readonly variants: readonly Case[];
  /** In the order of the table; those that a contestant does not measure stay empty. */
  readonly figures: readonly Figure[];
  readonly bars: readonly Bar[];
  /** Weir first, in the order of measuring. */
  readonly contestants: readonly Contestant<Case>[];
  /** What a reader must know of how it was measured, a sentence each. */
  readonly notes: readonly string[];
}

/** Brings all contestants up, warms them up for each case, and measures them in turn. */
export async function runContest<Case extends Variant>(
  contest: Contest<Case>,
  options: WorkloadOptions,
): Promise<WorkloadReport> {
  const { contestants } = contest;
  const variants = contest.variants.filter(({ id }) => options.only?.includes(id) !== false);
  await using stack = new AsyncDisposableStack();
  for (const contestant of contestants) {
    options.signal.throwIfAborted();
    options.progress(`Starting ${contestant.name}`);
    stack.defer(() => contestant.stop());
    await contestant.start();
  }
  const versions = contestants.map((contestant) => contestant.version());
  for (const variant of variants) {
    for (const contestant of contestants) {
      options.signal.throwIfAborted();
      options.progress(`Warming up ${contestant.name}: ${variant.what}`);
      await contestant.prepare(variant);
    }
  }
  const samples: Sample[] = [];
  for (const { pair, variant, contestant } of turnsOf(options.trials, variants, contestants)) {
    options.signal.throwIfAborted();
    const measured = await measureWithUsage(contestant, variant, pair);
    const sample = { pair, variant: variant.id, contestant: contestant.name, ...measured };
    samples.push(sample);
    options.progress(describe(contest.figures, sample));
  }
  const bars = contest.bars.filter(({ variant }) => variants.some(({ id }) => id === variant));
  const verdicts = judgeBars(bars, samples);
  return toReport({ ...contest, variants, versions, samples, verdicts });
}

function describe(figures: readonly Figure[], sample: Sample): string {
  const values = figures.flatMap(({ id, what, unit }) => {
    const value = sample.figures[id];
    return value === undefined ? [] : [`${what} ${formatFigure(value)} ${unit}`.trimEnd()];
  });
  return `Pair ${sample.pair}, ${sample.variant}, ${sample.contestant}: ${values.join(', ')}`;
}
