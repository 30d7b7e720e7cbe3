import type { Metrics } from '@weir/runtime';

import type { LedPartition } from './led-partition.ts';
import type { ObservedNode } from './node-gauges.ts';

interface PartitionGauge {
  /** Behind `weir_partition_`. */
  readonly noun: string;
  readonly help: string;
  readonly of: (partition: LedPartition) => number;
}

const gauges: readonly PartitionGauge[] = [
  {
    noun: 'log_start_offset',
    help: 'Smallest offset that can be read',
    of: ({ logStartOffset }) => logStartOffset,
  },
  {
    noun: 'log_end_offset',
    help: 'Offset that the next record gets; its rate is records written in a second',
    of: ({ logEndOffset }) => logEndOffset,
  },
  {
    noun: 'high_watermark',
    help: 'First offset that is not committed yet',
    of: ({ highWatermark }) => highWatermark,
  },
  { noun: 'log_bytes', help: 'Bytes of the segment files', of: ({ logBytes }) => logBytes },
  {
    noun: 'in_sync_replicas',
    help: 'Replicas in sync, the leader included',
    of: ({ inSyncReplicas }) => inSyncReplicas,
  },
  {
    noun: 'assigned_replicas',
    help: 'Replicas that there should be',
    of: ({ assignedReplicas }) => assignedReplicas,
  },
  {
    noun: 'leader_epoch',
    help: 'Epoch of the leader: it grows with each election',
    of: ({ leaderEpoch }) => leaderEpoch,
  },
  {
    noun: 'leader_is_preferred',
    help: '1 where the first of the assigned replicas leads',
    of: ({ isLeaderPreferred }) => Number(isLeaderPreferred),
  },
];

/** Metrics of each partition, told by whoever leads it: so many series that they have to be asked for. */
export function registerPartitionMetrics(metrics: Metrics, nodes: ReadonlySet<ObservedNode>): void {
  for (const { noun, help, of } of gauges) {
    const labels = ['topic', 'partition'] as const;
    metrics.gauge({ name: `weir_partition_${noun}`, help, labels }, (gauge) => {
      gauge.reset();
      for (const node of nodes) {
        for (const led of node.ledPartitions()) {
          gauge.set({ topic: led.topic, partition: led.partition }, of(led));
        }
      }
    });
  }
}
