import { expect, it } from 'vitest';
import { type Bar, judgeBars, type Sample } from './bar.ts';
import { toReport } from './contest-report.ts';
import type { Figure } from './figure.ts';

const figures: readonly Figure[] = [{ id: 'rate', what: 'records', unit: '/s', better: 'higher' }];
const bar: Bar = {
  variant: 'a',
  figure: 'rate',
  against: { peer: 'kafka' },
  limit: { atLeast: 1.5 },
};

function report(bars: readonly Bar[], rates: readonly (readonly [weir: number, kafka: number])[]) {
  const samples = rates.flatMap(([weir, kafka], index): Sample[] => {
    const common = { pair: index + 1, variant: 'a', stealSeconds: 0 };
    return [
      { ...common, contestant: 'weir', figures: { rate: weir } },
      { ...common, contestant: 'kafka', figures: { rate: kafka } },
    ];
  });
  return toReport({
    variants: [{ id: 'a', what: 'small records' }],
    figures,
    contestants: [{ name: 'weir' }, { name: 'kafka' }],
    versions: ['Weir 1', 'Kafka 4'],
    samples,
    verdicts: judgeBars(bars, samples),
    notes: [],
  });
}

it('shows medians, spreads and the ratios pair by pair', () => {
  const { markdown } = report(
    [bar],
    [
      [100, 100],
      [300, 100],
      [2000, 1000],
    ],
  );
  expect(markdown.replaceAll(/ +/g, ' ')).toContain(
    '| small records | records, /s | 300 [100-2,000] | 100 [100-1,000] | 2.00 | 1.00, 3.00, 2.00 |',
  );
});

it('names a bar that was missed, but for a goal', () => {
  expect(report([bar], [[100, 100]]).missed).toEqual([
    'small records: records: 1.00, the bar is at least 1.5 x kafka',
  ]);
  expect(report([{ ...bar, isGoal: true }], [[100, 100]]).missed).toEqual([]);
});
