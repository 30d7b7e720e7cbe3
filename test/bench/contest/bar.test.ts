import { expect, it } from 'vitest';
import { type Bar, judgeBars, type Sample } from './bar.ts';

function sample(pair: number, contestant: string, rate: number, variant = 'a'): Sample {
  return { pair, contestant, variant, figures: { rate }, stealSeconds: 0 };
}

const bar: Bar = {
  variant: 'a',
  figure: 'rate',
  against: { peer: 'kafka' },
  limit: { atLeast: 1.5 },
};

it('holds the median of the ratios of the pairs against a bar, not the ratio of the medians', () => {
  const samples = [
    ...[sample(1, 'weir', 10), sample(1, 'kafka', 10)],
    ...[sample(2, 'weir', 20), sample(2, 'kafka', 10)],
    ...[sample(3, 'weir', 60), sample(3, 'kafka', 30)],
  ];
  expect(judgeBars([bar], samples)).toEqual([{ bar, value: 2, outcome: 'met' }]);
});

it('holds one case of Weir against another of the peer', () => {
  const cross: Bar = { ...bar, against: { peer: 'kafka', variant: 'b' } };
  const samples = [sample(1, 'weir', 10), sample(1, 'kafka', 1), sample(1, 'kafka', 10, 'b')];
  expect(judgeBars([cross], samples)).toEqual([{ bar: cross, value: 1, outcome: 'missed' }]);
});

it('holds the median itself against a bar without a peer', () => {
  const absolute: Bar = { variant: 'a', figure: 'rate', limit: { atMost: 3 } };
  const samples = [sample(1, 'weir', 1), sample(2, 'weir', 9), sample(3, 'weir', 3)];
  expect(judgeBars([absolute], samples)).toEqual([{ bar: absolute, value: 3, outcome: 'met' }]);
});

it('judges nothing that was not measured', () => {
  expect(judgeBars([bar], [sample(1, 'weir', 10)])).toEqual([
    { bar, value: Number.NaN, outcome: 'not measured' },
  ]);
});

it('holds a difference against a bar, pair by pair', () => {
  const less: Bar = {
    variant: 'b',
    figure: 'rate',
    against: { peer: 'weir', variant: 'a', by: 'difference' },
    limit: { atMost: 0.6 },
  };
  const samples = [sample(1, 'weir', 1), sample(1, 'weir', 1.5, 'b')];
  expect(judgeBars([less], samples)).toEqual([{ bar: less, value: 0.5, outcome: 'met' }]);
});
