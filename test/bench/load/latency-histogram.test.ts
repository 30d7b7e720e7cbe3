import { expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';

it('tells percentiles to three digits', () => {
  const histogram = new LatencyHistogram();
  for (let index = 1; index <= 10_000; index += 1) histogram.record(index / 100);
  const { p50Ms, p99Ms, p999Ms } = histogram.figures();
  expect(histogram.count).toBe(10_000);
  expect(p50Ms).toBeCloseTo(50, 0);
  expect(p99Ms).toBeCloseTo(99, 0);
  expect(p999Ms).toBeCloseTo(99.9, 0);
});

it('takes a latency that is out of its range for the nearest one in it', () => {
  const histogram = new LatencyHistogram();
  histogram.record(-1);
  histogram.record(1e9);
  expect(histogram.count).toBe(2);
});
