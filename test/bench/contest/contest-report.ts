import { markdownTable } from '../../harness/markdown-table.ts';
import { median } from '../statistics.ts';
import type { WorkloadReport } from '../workload.ts';
import { type Bar, ratiosOf, type Sample, valuesOf, type Verdict, weirName } from './bar.ts';
import type { Variant } from './contestant.ts';
import type { Figure } from './figure.ts';
import { formatFigure } from './format-figure.ts';

/** Everything that a contest found. */
export interface ContestOutcome {
  readonly variants: readonly Variant[];
  readonly figures: readonly Figure[];
  /** In the order of measuring, each with its version. */
  readonly contestants: readonly { readonly name: string }[];
  readonly versions: readonly string[];
  readonly samples: readonly Sample[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
}

/** Draws the tables, and names the bars that were missed. */
export function toReport(outcome: ContestOutcome): WorkloadReport {
  const { samples, verdicts, figures, variants, versions, notes } = outcome;
  const missed = verdicts.filter(({ bar, outcome: found }) => found === 'missed' && !bar.isGoal);
  const sections = [
    toFigureTable(outcome),
    ...(verdicts.length === 0 ? [] : [toBarTable(outcome)]),
    [...notes, ...toClosingNotes(outcome)].join('\n'),
  ];
  return {
    markdown: sections.join('\n\n'),
    data: { versions: versions.join('; '), variants, figures, verdicts, samples },
    missed: missed.map(
      (verdict) =>
        `${describeBar(outcome, verdict.bar)}: ${formatVerdict(verdict)}, ` +
        `the bar is ${formatLimit(outcome, verdict.bar)}`,
    ),
  };
}

function toFigureTable({ variants, figures, contestants, samples }: ContestOutcome): string {
  const peers = contestants.map(({ name }) => name).filter((name) => name !== weirName);
  const header = [
    'case',
    'figure',
    weirName,
    ...peers.flatMap((peer) => [peer, `${weirName} / ${peer}`, 'pair by pair']),
  ];
  const rows = variants.flatMap((variant) =>
    figures.flatMap((figure) => {
      const query = (contestant: string) => ({
        contestant,
        variant: variant.id,
        figure: figure.id,
      });
      const own = valuesOf(samples, query(weirName));
      const theirs = peers.map((peer) => valuesOf(samples, query(peer)));
      if ([own, ...theirs].every((values) => values.length === 0)) return [];
      const cells = peers.flatMap((peer, index) => {
        const ratios = ratiosOf(samples, query(weirName), query(peer));
        return [
          formatSpread(theirs[index] ?? []),
          formatFigure(median(ratios)),
          ratios.map(formatFigure).join(', ') || '-',
        ];
      });
      return [[variant.what, withUnit(figure), formatSpread(own), ...cells]];
    }),
  );
  return markdownTable(header, rows);
}

function toBarTable(outcome: ContestOutcome): string {
  return markdownTable(
    ['bar', 'limit', 'found', ''],
    outcome.verdicts.map((verdict) => [
      describeBar(outcome, verdict.bar),
      formatLimit(outcome, verdict.bar),
      formatVerdict(verdict),
      verdict.bar.isGoal && verdict.outcome !== 'not measured'
        ? `${verdict.outcome} (a goal)`
        : verdict.outcome,
    ]),
  );
}

/** The middle of the values, and the smallest and largest when there are several. */
function formatSpread(values: readonly number[]): string {
  if (values.length === 0) return '-';
  const middle = formatFigure(median(values));
  if (values.length === 1) return middle;
  return `${middle} [${formatFigure(Math.min(...values))}-${formatFigure(Math.max(...values))}]`;
}

function describeBar({ variants, figures }: ContestOutcome, bar: Bar): string {
  const nameOf = (id: string): string => variants.find((variant) => variant.id === id)?.what ?? id;
  const figure = figures.find(({ id }) => id === bar.figure);
  const subject = `${nameOf(bar.variant)}: ${figure?.what ?? bar.figure}`;
  if (bar.against?.variant === undefined) return subject;
  const how = bar.against.by === 'difference' ? 'less' : 'held against';
  return `${subject}, ${how} ${bar.against.peer}'s of ${nameOf(bar.against.variant)}`;
}

function formatLimit({ figures }: ContestOutcome, { limit, against, figure }: Bar): string {
  const unit = figures.find(({ id }) => id === figure)?.unit ?? '';
  const measure = against === undefined || against.by === 'difference' ? unit : `x ${against.peer}`;
  const text = 'atMost' in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`;
  return `${text} ${measure}`.trimEnd();
}

function formatVerdict({ value }: Verdict): string {
  return formatFigure(value);
}

function withUnit({ what, unit }: Figure): string {
  return unit === '' ? what : `${what}, ${unit}`;
}

function toClosingNotes({ versions, samples }: ContestOutcome): string[] {
  const pairs = new Set(samples.map(({ pair }) => pair)).size;
  const steal = Math.max(0, ...samples.map(({ stealSeconds }) => stealSeconds));
  return [
    `Pairs: ${pairs}. Each cell is the median [least-most]; a ratio is that of one pair, and bars are`,
    'held against the median ratio (or, without a peer, against the median). CPU and peak RSS are of',
    "the run; CPU counts the client's start. The hypervisor took at most " +
      `${steal.toFixed(2)} CPU seconds of a run.`,
    `Measured: ${versions.join('; ')}.`,
  ];
}
