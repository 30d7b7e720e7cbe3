import type { Dashboard, Row } from '../dashboard.ts';
import { stat, table, timeseries, zeroIsBest, zeroIsWell } from '../panel.ts';
import { maxBy, perSecond, selectWith, sumBy, top } from '../promql.ts';

const select = selectWith('weir_cluster="$cluster"', 'topic=~"$topic"', 'partition=~"$partition"');
/** By the leader only: just after an election the old one's last value may still be there. */
const partition = (noun: string) => maxBy(['topic', 'partition'], select(`weir_partition_${noun}`));
const legend = '{{topic}} {{partition}}';
const missing = `${partition('assigned_replicas')} - ${partition('in_sync_replicas')}`;
const appended = sumBy(['topic', 'partition'], perSecond(select('weir_partition_log_end_offset')));

const overview: Row = {
  title: 'Are these partitions healthy?',
  panels: [
    stat({
      title: 'Partitions',
      about:
        'Partitions chosen that have a leader. Normal: all that you chose. Nothing here at all: ' +
        'partition metrics are off (WEIR_PARTITION_METRICS).',
      runbook: 'WeirPartitionLeaderless',
      query: { expr: `count(${partition('leader_epoch')})` },
    }),
    stat({
      title: 'Under replicated',
      about: 'Partitions with a replica out of sync. Normal: 0.',
      runbook: 'WeirPartitionUnderReplicated',
      query: { expr: `sum(${missing} > bool 0)` },
      steps: zeroIsBest,
    }),
    stat({
      title: 'One replica left',
      about:
        'Partitions of several replicas of which one is in sync: the loss of that node is a loss of ' +
        'records. Normal: 0.',
      runbook: 'WeirPartitionUnderMinIsr',
      query: {
        expr:
          `sum((${partition('in_sync_replicas')} == bool 1) * ` +
          `(${partition('assigned_replicas')} > bool 1))`,
      },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Not preferred leader',
      about: 'Partitions led by another than their first replica. Normal: 0.',
      runbook: 'WeirLeaderImbalance',
      query: { expr: `sum(1 - ${partition('leader_is_preferred')})` },
      steps: zeroIsBest,
    }),
    stat({
      title: 'Records',
      about: 'Records that can be read: log end less log start. Normal: held by retention.',
      runbook: 'WeirDiskLow',
      query: {
        expr: `sum(${partition('log_end_offset')} - ${partition('log_start_offset')})`,
      },
    }),
    stat({
      title: 'Bytes',
      about: 'Of one replica of each partition. Normal: held by retention.',
      runbook: 'WeirDiskLow',
      query: { expr: sumBy([], partition('log_bytes')) },
      unit: 'bytes',
    }),
  ],
};

const traffic: Row = {
  title: 'Traffic and size',
  panels: [
    timeseries({
      title: 'Records appended, by topic',
      about: 'In a second. Normal: what the producers of the topic send.',
      runbook: 'WeirProduceErrors',
      queries: [{ expr: top(10, sumBy(['topic'], appended)), legend: '{{topic}}' }],
      unit: 'cps',
    }),
    timeseries({
      title: 'Busiest partitions',
      about:
        'Records appended in a second, the ten busiest. Normal: partitions of a topic are alike; one ' +
        'far above has a hot key.',
      runbook: 'WeirLeaderImbalance',
      queries: [{ expr: top(10, appended), legend }],
      unit: 'cps',
    }),
    timeseries({
      title: 'Largest partitions',
      about: 'Bytes of one replica, the ten largest. Normal: partitions of a topic are alike.',
      runbook: 'WeirDiskLow',
      queries: [{ expr: top(10, partition('log_bytes')), legend }],
      unit: 'bytes',
    }),
  ],
};

const replication: Row = {
  title: 'Replication',
  panels: [
    timeseries({
      title: 'Replicas out of sync',
      about: 'The ten worst partitions. Normal: 0.',
      runbook: 'WeirPartitionUnderReplicated',
      queries: [{ expr: top(10, missing), legend }],
      unit: 'short',
    }),
    timeseries({
      title: 'Records not committed',
      about:
        'Log end less high watermark: written by the leader, not yet by enough followers; the ten ' +
        'worst. Normal: what is on its way, below a second of traffic.',
      runbook: 'WeirProduceSlow',
      queries: [
        {
          expr: top(10, `${partition('log_end_offset')} - ${partition('high_watermark')}`),
          legend,
        },
      ],
      unit: 'short',
    }),
    timeseries({
      title: 'Leader changes',
      about: 'In five minutes, the ten partitions with most. Normal: 0 unless nodes restart.',
      runbook: 'WeirIsrChurn',
      queries: [
        {
          expr: top(
            10,
            maxBy(['topic', 'partition'], `delta(${select('weir_partition_leader_epoch')}[5m])`),
          ),
          legend,
        },
      ],
      unit: 'short',
    }),
  ],
};

const list: Row = {
  title: 'Partition by partition',
  panels: [
    table({
      title: 'Partitions',
      about:
        'What each leader says of its partitions. Normal: in sync equals assigned, preferred is 1, ' +
        'high watermark is near log end.',
      runbook: 'WeirPartitionUnderReplicated',
      labels: [
        { name: 'Topic', label: 'topic' },
        { name: 'Partition', label: 'partition' },
      ],
      values: [
        { name: 'Leader epoch', expr: partition('leader_epoch'), unit: 'none' },
        {
          name: 'Preferred leader',
          expr: partition('leader_is_preferred'),
          unit: 'none',
        },
        { name: 'Assigned', expr: partition('assigned_replicas'), unit: 'none' },
        { name: 'In sync', expr: partition('in_sync_replicas'), unit: 'none' },
        { name: 'Log start', expr: partition('log_start_offset'), unit: 'none' },
        { name: 'High watermark', expr: partition('high_watermark'), unit: 'none' },
        { name: 'Log end', expr: partition('log_end_offset'), unit: 'none' },
        { name: 'Bytes', expr: partition('log_bytes'), unit: 'bytes' },
      ],
      height: 14,
    }),
    table({
      title: 'Who leads what',
      about: 'The node that leads each partition. Normal: spread evenly over nodes.',
      runbook: 'WeirLeaderImbalance',
      labels: [
        { name: 'Topic', label: 'topic' },
        { name: 'Partition', label: 'partition' },
        {
          name: 'Leader',
          label: 'instance',
          opens: { uid: 'weir-storage-node', variable: 'instance' },
        },
      ],
      values: [
        {
          name: 'Leader epoch',
          expr: maxBy(['topic', 'partition', 'instance'], select('weir_partition_leader_epoch')),
          unit: 'none',
        },
      ],
      height: 10,
    }),
  ],
};

/** Topics and partitions in detail; needs the storage nodes' partition metrics. */
export const partitionDashboard: Dashboard = {
  uid: 'weir-partition',
  title: 'Weir / Partition',
  description:
    'Topics and their partitions, as their leaders see them. Empty unless storage nodes run with ' +
    'WEIR_PARTITION_METRICS=true: a series for each partition and value costs Prometheus memory.',
  variables: [
    {
      name: 'topic',
      label: 'Topic',
      query: 'label_values(weir_partition_leader_epoch{weir_cluster="$cluster"}, topic)',
    },
    {
      name: 'partition',
      label: 'Partition',
      query:
        'label_values(weir_partition_leader_epoch{weir_cluster="$cluster",topic=~"$topic"}, partition)',
    },
  ],
  rows: [overview, traffic, replication, list],
};
