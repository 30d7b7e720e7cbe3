import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { onInstance, orZero, perSecond, sumBy } from '../../promql.ts';
import { node, eachPerSecond, byLabel } from './node-series.ts';

/** What the nodes take in and give out. */
export const nodeTraffic: Row = {
  title: 'Traffic',
  panels: [
    timeseries({
      title: 'Written',
      about: 'Bytes of record batches from producers. Normal: nodes alike.',
      runbook: 'WeirLeaderImbalance',
      queries: [eachPerSecond('produced_bytes')],
      unit: 'binBps',
      width: 6,
    }),
    timeseries({
      title: 'Read',
      about: 'Bytes of record batches to consumers. Normal: nodes alike.',
      runbook: 'WeirGroupLagGrowing',
      queries: [eachPerSecond('fetched_bytes')],
      unit: 'binBps',
      width: 6,
    }),
    timeseries({
      title: 'Copied from leaders',
      about: 'Bytes that this node copied as a follower. Normal: like what its peers take in.',
      runbook: 'WeirPartitionUnderReplicated',
      queries: [eachPerSecond('replicated_in_bytes')],
      unit: 'binBps',
      width: 6,
    }),
    timeseries({
      title: 'Copied to followers',
      about: 'Bytes that this node sent as a leader. Normal: written, times its followers.',
      runbook: 'WeirPartitionUnderReplicated',
      queries: [eachPerSecond('replicated_out_bytes')],
      unit: 'binBps',
      width: 6,
    }),
    timeseries({
      title: 'Produce requests',
      about: 'Answered in a second. Normal: steady with the load.',
      runbook: 'WeirProduceErrors',
      queries: [eachPerSecond('produce_requests')],
      unit: 'reqps',
      width: 6,
    }),
    timeseries({
      title: 'Records written and read',
      about: 'Of all chosen nodes. Normal: read is written times the number of groups.',
      runbook: 'WeirGroupLagGrowing',
      queries: [
        { expr: sumBy([], perSecond(node('produced_records_total'))), legend: 'written' },
        { expr: sumBy([], perSecond(node('fetched_records_total'))), legend: 'read' },
      ],
      unit: 'cps',
      width: 6,
    }),
    timeseries({
      title: 'Write errors, by code',
      about:
        'Partitions of produce requests refused. Normal: none but for a moment after elections.',
      runbook: 'WeirProduceErrors',
      queries: [byLabel('produce_errors', 'code')],
      unit: 'cps',
      width: 6,
    }),
    timeseries({
      title: 'Callers made to wait',
      about:
        'Seconds of pause per second that callers above their quota were given, by what they spent. ' +
        'Normal: 0.',
      runbook: 'WeirCallersThrottled',
      queries: [
        {
          expr: orZero(
            sumBy(['kind'], perSecond(onInstance('weir_quota_throttled_seconds_total'))),
            'kind',
          ),
          legend: '{{kind}}',
        },
      ],
      unit: 's',
      width: 6,
    }),
  ],
};
