import type { Metrics } from '@weir/runtime';
import { splitPartitionKey } from '../topics/partition-key.ts';
import type { GroupLag } from './group-lag.ts';

/** What the metrics of groups are made from. */
export interface GroupMetricsOptions {
  /** Every group that is served; asked for once a scrape. */
  readonly groups: () => readonly GroupLag[];
  /** Also one set of values for each partition of each group. */
  readonly withPartitions: boolean;
}

/**
 * Registers how far groups are behind, as of the moment of a scrape. Groups and topics that are gone
 * are gone from the next scrape.
 */
export function registerGroupMetrics(
  metrics: Metrics,
  { groups, withPartitions }: GroupMetricsOptions,
): void {
  const shared = sharedWithinTurn(groups);
  registerGauge(metrics, shared, {
    name: 'weir_group_members',
    help: 'Members of a group',
    labels: ['group'],
    samples: ({ groupId, members }) => [{ labels: { group: groupId }, value: members }],
  });
  registerGauge(metrics, shared, {
    name: 'weir_group_stuck_partitions',
    help: 'Partitions of a group with records of which its member takes none',
    labels: ['group'],
    samples: ({ groupId, stuckPartitions }) => [
      { labels: { group: groupId }, value: stuckPartitions },
    ],
  });
  registerGauge(metrics, shared, {
    name: 'weir_group_lag_records',
    help: 'Records between committed offset and log end, over all partitions of a topic',
    labels: ['group', 'topic'],
    samples: ({ groupId, topics }) =>
      topics.map(({ topic, lag }) => ({ labels: { group: groupId, topic }, value: lag })),
  });
  registerGauge(metrics, shared, {
    name: 'weir_group_lag_seconds',
    help: 'Age of the record at the committed offset, in the partition of a topic where it is oldest',
    labels: ['group', 'topic'],
    samples: ({ groupId, topics }) =>
      topics.map(({ topic, lagMs }) => ({
        labels: { group: groupId, topic },
        value: lagMs / 1000,
      })),
  });
  registerGauge(metrics, shared, {
    name: 'weir_group_committed_offset_sum',
    help: 'Committed offsets of a topic, added up over its partitions: its rate is what the group consumes',
    labels: ['group', 'topic'],
    samples: ({ groupId, committed }) =>
      Array.from(committed, ([topic, value]) => ({ labels: { group: groupId, topic }, value })),
  });
  if (withPartitions) registerPartitionGauges(metrics, shared);
}

function registerPartitionGauges(metrics: Metrics, groups: () => readonly GroupLag[]): void {
  const labels = ['group', 'topic', 'partition'] as const;
  const samples =
    (valueOf: (partition: GroupLag['partitions'][number]) => number | undefined) =>
    ({ groupId, partitions }: GroupLag): Sample<(typeof labels)[number]>[] =>
      partitions.flatMap((partition) => {
        const value = valueOf(partition);
        const number = `${splitPartitionKey(partition.key).partition}`;
        const { topic } = partition;
        return value === undefined
          ? []
          : [{ labels: { group: groupId, topic, partition: number }, value }];
      });
  registerGauge(metrics, groups, {
    name: 'weir_group_partition_lag_records',
    help: 'Records between committed offset and log end of a partition',
    labels,
    samples: samples(({ lag }) => lag),
  });
  registerGauge(metrics, groups, {
    name: 'weir_group_partition_lag_seconds',
    help: 'Age of the record at the committed offset of a partition',
    labels,
    samples: samples(({ lagMs }) => (lagMs === undefined ? undefined : lagMs / 1000)),
  });
  registerGauge(metrics, groups, {
    name: 'weir_group_partition_stuck',
    help: 'Whether a partition has records of which its member takes none',
    labels,
    samples: samples(({ isStuck }) => Number(isStuck)),
  });
}

interface Sample<Label extends string> {
  readonly labels: Record<Label, string>;
  readonly value: number;
}

function registerGauge<Label extends string>(
  metrics: Metrics,
  groups: () => readonly GroupLag[],
  {
    samples,
    ...description
  }: {
    readonly name: string;
    readonly help: string;
    readonly labels: readonly Label[];
    readonly samples: (group: GroupLag) => readonly Sample<Label>[];
  },
): void {
  metrics.gauge(description, (gauge) => {
    gauge.reset();
    for (const { labels, value } of groups().flatMap(samples)) gauge.set(labels, value);
  });
}

/** A scrape asks all gauges in one turn of the event loop: they share what is computed. */
function sharedWithinTurn<Value>(compute: () => Value): () => Value {
  let shared: { readonly value: Value } | undefined;
  return () => {
    if (shared === undefined) {
      shared = { value: compute() };
      queueMicrotask(() => {
        shared = undefined;
      });
    }
    return shared.value;
  };
}
