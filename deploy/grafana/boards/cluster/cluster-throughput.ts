import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { orZero, perSecond, sumBy } from '../../promql.ts';
import { node } from './cluster-series.ts';

/** What the cluster carries. */
export const clusterThroughput: Row = {
  title: 'Throughput',
  panels: [
    timeseries({
      title: 'Written, by node',
      about:
        'Bytes written by producers to the partitions that each node leads. Normal: nodes of a kind ' +
        'are alike; one far above the others leads too much.',
      runbook: 'WeirLeaderImbalance',
      queries: [
        {
          expr: sumBy(['instance'], perSecond(node('produced_bytes_total'))),
          legend: '{{instance}}',
        },
      ],
      unit: 'binBps',
      isStacked: true,
    }),
    timeseries({
      title: 'Read, by node',
      about: 'Bytes read by consumers from each node. Normal: follows what is written.',
      runbook: 'WeirGroupLagGrowing',
      queries: [
        {
          expr: sumBy(['instance'], perSecond(node('fetched_bytes_total'))),
          legend: '{{instance}}',
        },
      ],
      unit: 'binBps',
      isStacked: true,
    }),
    timeseries({
      title: 'Records',
      about:
        'Records written and read in a second. Normal: read is written times the number of groups.',
      runbook: 'WeirGroupLagGrowing',
      queries: [
        { expr: sumBy([], perSecond(node('produced_records_total'))), legend: 'written' },
        { expr: sumBy([], perSecond(node('fetched_records_total'))), legend: 'read' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Replication',
      about:
        'Bytes that followers copied from leaders. Normal: written bytes times the replication ' +
        'factor less one; far more while a node catches up or partitions move.',
      runbook: 'WeirPartitionUnderReplicated',
      queries: [
        { expr: sumBy([], perSecond(node('replicated_in_bytes_total'))), legend: 'copied' },
      ],
      unit: 'binBps',
    }),
    timeseries({
      title: 'Produce requests',
      about: 'Produce requests answered in a second, by node. Normal: steady with the load.',
      runbook: 'WeirProduceErrors',
      queries: [
        {
          expr: sumBy(['instance'], perSecond(node('produce_requests_total'))),
          legend: '{{instance}}',
        },
      ],
      unit: 'reqps',
    }),
    timeseries({
      title: 'Write errors, by code',
      about:
        'Partitions of produce requests answered with an error. Normal: none but ' +
        'NOT_LEADER_OR_FOLLOWER for a moment when leaders change.',
      runbook: 'WeirProduceErrors',
      queries: [
        {
          expr: orZero(sumBy(['code'], perSecond(node('produce_errors_total'))), 'code'),
          legend: '{{code}}',
        },
      ],
      unit: 'cps',
    }),
  ],
};
