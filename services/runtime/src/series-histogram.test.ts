import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { unscrapedMetrics } from './metrics.ts';

const buckets = [0.001, 0.5, 2];

it('exports what a histogram of prom-client would', async () => {
  const metrics = unscrapedMetrics();
  const ours = metrics.histogram({ name: 'h', help: 'Help', labels: ['phase', 'kind'], buckets });
  const registry = new Registry();
  const theirs = new Histogram({
    ...{ name: 'h', help: 'Help', labelNames: ['phase', 'kind'], buckets },
    registers: [registry],
  });
  for (const [labels, value] of [
    [{ phase: 'a', kind: 'x' }, 0.001],
    [{ phase: 'a', kind: 'x' }, 0.002],
    [{ phase: 'a', kind: 'x' }, 100],
    [{ phase: 'b "quoted"', kind: '\\' }, 0],
    [{ phase: 'b "quoted"', kind: '\\' }, 2],
  ] as const) {
    ours.observe(labels, value);
    theirs.observe(labels, value);
  }
  expect(await metrics.registry.metrics()).toBe(await registry.metrics());
});

it('exports a series that was asked for before anything is observed', async () => {
  const metrics = unscrapedMetrics();
  metrics.histogram({ name: 'bare', help: 'Help', buckets });
  metrics.histogram({ name: 'named', help: 'Help', labels: ['a'], buckets }).labels({ a: '1' });
  const text = await metrics.registry.metrics();
  expect(text).toContain('bare_bucket{le="+Inf"} 0');
  expect(text).toContain('bare_count 0');
  expect(text).toContain('named_bucket{le="0.001",a="1"} 0');
});

it('keeps one series for each combination of labels', async () => {
  const metrics = unscrapedMetrics();
  const histogram = metrics.histogram({ name: 'h', help: 'Help', labels: ['a'], buckets });
  histogram.labels({ a: '1' }).observe(1);
  histogram.labels({ a: '1' }).observe(1);
  expect(await metrics.registry.metrics()).toContain('h_sum{a="1"} 2');
  metrics.registry.resetMetrics();
  expect(await metrics.registry.metrics()).toContain('h_sum{a="1"} 0');
});
