import type { Row } from '../../dashboard.ts';
import { heatmap, timeseries } from '../../panel.ts';
import { perSecond, quantile, sumBy } from '../../promql.ts';
import { node } from './cluster-series.ts';

/** How long writes and reads take. */
export const clusterLatency: Row = {
  title: 'Latency',
  panels: [
    timeseries({
      title: 'Write p99, by phase',
      about:
        'Where a produce request spends its time: queue (before its turn), append (file write), flush ' +
        '(disk sync), replicate (followers), total. Normal: flush and replicate are the largest.',
      runbook: 'WeirProducePhaseSlow',
      queries: [
        {
          expr: quantile(0.99, node('produce_phase_seconds_bucket'), ['phase']),
          legend: '{{phase}}',
        },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Read p99, by phase',
      about:
        'Where a fetch spends its time: wait (long poll for new records), read (from memory or disk), ' +
        'total. Normal: wait is as long as clients ask for when little is written; read is short.',
      runbook: 'WeirFetchSlow',
      queries: [
        {
          expr: quantile(0.99, node('fetch_phase_seconds_bucket'), ['phase']),
          legend: '{{phase}}',
        },
      ],
      unit: 's',
    }),
    heatmap({
      title: 'Spread of write times',
      about:
        'How many produce requests took how long. Normal: one narrow band; a second band above it is ' +
        'a slow disk or follower.',
      runbook: 'WeirProduceSlow',
      query: {
        expr: sumBy(['le'], perSecond(node('produce_phase_seconds_bucket', 'phase="total"'))),
      },
    }),
  ],
};
