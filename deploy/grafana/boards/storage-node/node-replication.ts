import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { maxBy, perSecond, sumBy } from '../../promql.ts';
import { node, each, eachPerSecond, byLabel } from './node-series.ts';

/** Replicas and in-sync sets. */
export const nodeReplication: Row = {
  title: 'Replication',
  panels: [
    timeseries({
      title: 'Largest follower lag',
      about: 'Records that the slowest follower lacks. Normal: near 0, or falling.',
      runbook: 'WeirPartitionUnderReplicated',
      queries: [each('max_follower_lag_records')],
      unit: 'short',
    }),
    timeseries({
      title: 'In-sync sets shrinking',
      about: 'Followers that fell out of sync, in a second. Normal: 0 unless a node restarted.',
      runbook: 'WeirIsrChurn',
      queries: [eachPerSecond('isr_shrinks')],
      unit: 'cps',
    }),
    timeseries({
      title: 'In-sync sets growing',
      about: 'Followers that came back in sync, in a second. Normal: as many as fell out.',
      runbook: 'WeirIsrChurn',
      queries: [eachPerSecond('isr_expands')],
      unit: 'cps',
    }),
    timeseries({
      title: 'Led partitions not well',
      about:
        'Of all chosen nodes. Normal: 0, at min ISR too unless min ISR is the replication factor.',
      runbook: 'WeirPartitionUnderMinIsr',
      queries: [
        { expr: sumBy([], node('under_min_isr_partitions')), legend: 'under min ISR' },
        { expr: sumBy([], node('at_min_isr_partitions')), legend: 'at min ISR' },
        { expr: sumBy([], node('under_replicated_partitions')), legend: 'under replicated' },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Replicas, by state',
      about:
        'online, recovering what they may have lost, or failed. Normal: all online; recovering for a ' +
        'while after a crash.',
      runbook: 'WeirReplicaFailed',
      queries: [{ expr: sumBy(['state'], node('replica_states')), legend: '{{state}}' }],
      unit: 'short',
    }),
    timeseries({
      title: 'Failed replicas, by reason',
      about: 'Replicas set aside now. Normal: 0.',
      runbook: 'WeirReplicaFailed',
      queries: [{ expr: sumBy(['reason'], node('failed_replicas')), legend: '{{reason}}' }],
      unit: 'short',
    }),
    timeseries({
      title: 'Leaders',
      about: 'Partitions that each node leads. Normal: about equal.',
      runbook: 'WeirLeaderImbalance',
      queries: [each('leaders')],
      unit: 'short',
    }),
    timeseries({
      title: 'Truncations',
      about:
        'Times that a follower cut records that its new leader never had, and how many. Normal: a few ' +
        'after an election; such records were never acknowledged.',
      runbook: 'WeirUncleanElection',
      queries: [
        { expr: sumBy([], perSecond(node('truncations_total'))), legend: 'truncations' },
        { expr: sumBy([], perSecond(node('truncated_records_total'))), legend: 'records' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Fenced requests',
      about:
        'Requests refused because their epoch or token is old. Normal: a few when leaders or ' +
        'controllers change. A producer epoch: two producers share a name.',
      runbook: 'WeirCallsFenced',
      queries: [byLabel('fenced_requests', 'kind')],
      unit: 'cps',
    }),
    timeseries({
      title: 'Leader epochs started',
      about:
        'Times that a node began to lead a partition, in a second. Normal: 0 unless nodes restart.',
      runbook: 'WeirElectionsOften',
      queries: [eachPerSecond('leader_starts')],
      unit: 'cps',
    }),
    timeseries({
      title: 'Replicas failing and healing',
      about: 'Replicas set aside, by reason, and those that came back, in a second. Normal: 0.',
      runbook: 'WeirReplicaFailuresRepeat',
      queries: [
        byLabel('replica_failures', 'reason'),
        { expr: sumBy([], perSecond(node('replicas_healed_total'))), legend: 'healed' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Logs opened after the last start',
      about: 'Share of the logs that a node has opened. Normal: 100 %; rising while it starts.',
      runbook: 'WeirNodeRecoverySlow',
      queries: [
        {
          expr:
            `clamp_max((${maxBy(['instance'], node('recovered_logs'))} + 1) / ` +
            `(${maxBy(['instance'], node('logs_to_recover'))} + 1), 1)`,
          legend: '{{instance}}',
        },
      ],
      unit: 'percentunit',
      max: 1,
    }),
  ],
};
