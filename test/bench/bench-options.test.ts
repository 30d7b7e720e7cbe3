import { expect, it } from 'vitest';
import { readChoice } from './bench-options.ts';
import type { Workload } from './workload.ts';

const common = { summary: '', defaultTrials: 5, parts: ['a', 'b'] };
const run: Workload['run'] = async () => ({ markdown: '', data: {}, missed: [] });
const workloads = new Map<string, Workload>([
  ['contest', { ...common, repeats: 'pairs', run }],
  ['faults', { ...common, repeats: 'trials', run }],
]);

function read(line: string) {
  const { signal } = new AbortController();
  return readChoice(line.split(' '), { workloads, signal });
}

it('measures the peers that it is told to, else those of the workload', () => {
  expect(read('contest').peers).toBeUndefined();
  expect(read('contest --peer kafka,nats').peers).toEqual(['kafka', 'nats']);
  expect(read('contest --peer none').peers).toEqual([]);
  expect(() => read('contest --peer pulsar')).toThrow('--peer names "pulsar"');
});

it('counts pairs of a contest, and trials of faults', () => {
  expect(read('contest --pairs 7').repetitions.pairs).toBe(7);
  expect(read('all --trials 3').repetitions).toEqual({ trials: 3, pairs: undefined });
  expect(() => read('contest --trials 3')).toThrow('--trials is not for contest');
  expect(() => read('faults --pairs 3')).toThrow('--pairs is not for faults');
});

it('refuses what there is not', () => {
  expect(() => read('nothing')).toThrow('No workload "nothing"');
  expect(() => read('contest --only c')).toThrow('--only names "c"');
  expect(() => read('contest --scale 2')).toThrow('--scale is "2"');
  expect(() => read('contest --pairs 0')).toThrow('allowed are 1 to 1000');
});

it('runs all in turn', () => {
  expect(read('all').chosen.map(([name]) => name)).toEqual(['contest', 'faults']);
});
