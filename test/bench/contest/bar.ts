import { median } from '../statistics.ts';
import type { Figures } from './figure.ts';

/** What Weir is held to in one figure of one case. */
export interface Bar {
  readonly variant: string;
  readonly figure: string;
  /**
   * Whose figure it is held against, the same case by default: then the limit is one for the median
   * of Weir's figure divided by the peer's, pair by pair, or less the peer's. Without it for the median of
   * Weir's.
   */
  readonly against?: {
    readonly peer: string;
    readonly variant?: string;
    /** `ratio` by default. */
    readonly by?: 'ratio' | 'difference';
  };
  readonly limit: { readonly atLeast: number } | { readonly atMost: number };
  /** Told, not judged. */
  readonly isGoal?: boolean;
}

/** The figures of one contestant in one case of one pair. */
export interface Sample {
  /** From 1. */
  readonly pair: number;
  readonly variant: string;
  readonly contestant: string;
  readonly figures: Figures;
  readonly stealSeconds: number;
}

/** How Weir stands to a bar. */
export interface Verdict {
  readonly bar: Bar;
  /** Median of the ratios, or of Weir's figure; not a number when it was not measured. */
  readonly value: number;
  readonly outcome: 'met' | 'missed' | 'not measured';
}

/** The name of the contestant that bars are for. */
export const weirName = 'weir';

/** Says of each bar whether it is met. */
export function judgeBars(bars: readonly Bar[], samples: readonly Sample[]): Verdict[] {
  return bars.map((bar) => {
    const { figure, variant, against } = bar;
    const own = { contestant: weirName, variant, figure };
    const values =
      against === undefined
        ? valuesOf(samples, own)
        : comparedBy[against.by ?? 'ratio'](samples, own, {
            contestant: against.peer,
            variant: against.variant ?? variant,
            figure,
          });
    const value = median(values);
    return { bar, value, outcome: judge(bar, value) };
  });
}

/** Which values of the samples are meant. */
export interface SampleQuery {
  readonly contestant: string;
  readonly variant: string;
  readonly figure: string;
}

/** The values of a figure, in the order of the pairs; of pairs that have it. */
export function valuesOf(samples: readonly Sample[], query: SampleQuery): number[] {
  return samples.flatMap((sample) => {
    const value = sample.figures[query.figure];
    const isMeant = sample.contestant === query.contestant && sample.variant === query.variant;
    return isMeant && value !== undefined ? [value] : [];
  });
}

/** One figure divided by the other's, of each pair that has both. */
export function ratiosOf(
  samples: readonly Sample[],
  dividend: SampleQuery,
  divisor: SampleQuery,
): number[] {
  return pairedBy((value, other) => value / other, samples, dividend, divisor);
}

const comparedBy = {
  ratio: ratiosOf,
  difference: pairedBy.bind(undefined, (value, other) => value - other),
};

/** One number for each pair that has both figures. */
function pairedBy(
  compare: (value: number, other: number) => number,
  ...[samples, query, otherQuery]: [readonly Sample[], SampleQuery, SampleQuery]
): number[] {
  const pairs = [...new Set(samples.map(({ pair }) => pair))];
  return pairs.flatMap((pair) => {
    const ofPair = samples.filter((sample) => sample.pair === pair);
    const [value] = valuesOf(ofPair, query);
    const [other] = valuesOf(ofPair, otherQuery);
    return value === undefined || other === undefined ? [] : [compare(value, other)];
  });
}

function judge({ limit }: Bar, value: number): Verdict['outcome'] {
  if (Number.isNaN(value)) return 'not measured';
  const isMet = 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
  return isMet ? 'met' : 'missed';
}
