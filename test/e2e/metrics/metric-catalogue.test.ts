import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { collectMetrics } from './collect-metrics.ts';
import {
  catalogueFile,
  type DescribedMetric,
  metricCatalogue,
  rowsOf,
} from './metric-catalogue.ts';

const births: DescribedMetric = {
  name: 'weir_gateway_births_total',
  help: 'Births | by kind.',
  type: 'counter',
  labels: ['kind'],
};

it('lists a metric of several services once, with all its labels', () => {
  const text = metricCatalogue(
    new Map([
      ['gateway', [births]],
      ['standalone', [{ ...births, labels: ['kind', 'part'] }]],
    ]),
  );
  expect(text).toContain('## Gateways');
  expect(rowsOf(text)).toEqual([
    [
      '`weir_gateway_births_total`',
      'counter',
      '`kind`, `part`',
      'Births \\| by kind',
      'gateway, standalone',
    ],
  ]);
});

it('is what the services have (else: npm run metrics)', { timeout: 240_000 }, async () => {
  const now = metricCatalogue(await collectMetrics());
  expect(rowsOf(readFileSync(catalogueFile, 'utf8'))).toEqual(rowsOf(now));
});
