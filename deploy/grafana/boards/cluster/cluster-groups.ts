import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { inCluster, maxBy, top } from '../../promql.ts';

/** The groups that are furthest behind. */
export const clusterGroups: Row = {
  title: 'Consumer groups',
  panels: [
    timeseries({
      title: 'Groups furthest behind',
      about:
        'Age of the oldest record that a group has not read, the ten worst. Normal: flat and low; a ' +
        'line that rises as fast as time has a reader that stopped.',
      runbook: 'WeirGroupLagGrowing',
      queries: [
        {
          expr: top(10, maxBy(['group', 'topic'], inCluster('weir_group_lag_seconds'))),
          legend: '{{group}} {{topic}}',
        },
      ],
      unit: 's',
      width: 12,
    }),
    timeseries({
      title: 'Groups with most to read',
      about: 'Records that a group has not read, the ten worst. Normal: flat.',
      runbook: 'WeirGroupLagGrowing',
      queries: [
        {
          expr: top(10, maxBy(['group', 'topic'], inCluster('weir_group_lag_records'))),
          legend: '{{group}} {{topic}}',
        },
      ],
      unit: 'short',
      width: 12,
    }),
  ],
};
