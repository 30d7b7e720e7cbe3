import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { maxBy, perSecond, sumBy } from '../../promql.ts';
import { controller, node } from './cluster-series.ts';

/** Replicas, in-sync sets and who leads. */
export const clusterReplication: Row = {
  title: 'Replicas and leaders',
  panels: [
    timeseries({
      title: 'Partitions not well',
      about:
        'Partitions that lack something: a leader, enough replicas in sync to write, any replica, or ' +
        'that can lose no further replica. Normal: all 0, at min ISR too unless the two are equal by ' +
        'choice.',
      runbook: 'WeirPartitionUnderReplicated',
      queries: [
        { expr: maxBy([], controller('leaderless_partitions')), legend: 'leaderless' },
        { expr: maxBy([], controller('under_min_isr_partitions')), legend: 'under min ISR' },
        { expr: sumBy([], node('at_min_isr_partitions')), legend: 'at min ISR' },
        { expr: maxBy([], controller('under_replicated_partitions')), legend: 'under replicated' },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'In-sync sets shrinking and growing',
      about:
        'Replicas that fell out of sync and came back, in a second. Normal: none but when nodes ' +
        'restart. Steady movement is a node or disk that cannot keep up.',
      runbook: 'WeirIsrChurn',
      queries: [
        { expr: sumBy([], perSecond(node('isr_shrinks_total'))), legend: 'shrinks' },
        { expr: sumBy([], perSecond(node('isr_expands_total'))), legend: 'expands' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Largest follower lag',
      about:
        'Records that the slowest follower of each leader lacks. Normal: near 0, or falling after a ' +
        'node returned.',
      runbook: 'WeirPartitionUnderReplicated',
      queries: [
        { expr: maxBy(['instance'], node('max_follower_lag_records')), legend: '{{instance}}' },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Leaders, by node',
      width: 6,
      about: 'Partitions that each node leads. Normal: about equal.',
      runbook: 'WeirLeaderImbalance',
      queries: [{ expr: maxBy(['instance'], node('leaders')), legend: '{{instance}}' }],
      unit: 'short',
    }),
    timeseries({
      title: 'Not led by the preferred replica',
      width: 6,
      about:
        'Partitions whose leader is not their first replica. Normal: 0; they return by themselves.',
      runbook: 'WeirLeaderImbalance',
      queries: [
        {
          expr: maxBy([], controller('not_preferred_leader_partitions')),
          legend: 'not preferred',
        },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Moves',
      width: 6,
      about:
        'Partitions on their way to other nodes, and nodes that are being emptied. Normal: 0 unless ' +
        'you scale or balance; then falling.',
      runbook: 'WeirMovesStuck',
      queries: [
        { expr: maxBy([], controller('moving_partitions')), legend: 'moving partitions' },
        { expr: maxBy([], controller('decommissioning_nodes')), legend: 'nodes being emptied' },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Partitions moved',
      width: 6,
      about:
        'Partitions that reached their new nodes, in a second. Normal: 0 unless you scale or balance.',
      runbook: 'WeirMovesStuck',
      queries: [{ expr: sumBy([], perSecond(controller('moves_total'))), legend: 'moved' }],
      unit: 'cps',
    }),
  ],
};
