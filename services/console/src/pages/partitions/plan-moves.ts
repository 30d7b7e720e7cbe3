import type { PartitionRow } from './partition-list.ts';

/** Where a partition is to go. */
export interface PlannedMove {
  readonly topic: string;
  readonly partition: number;
  /** Node ids, the preferred leader first. */
  readonly replicas: readonly number[];
}

/**
 * The moves of partitions to the same nodes. A single one gets them in the order that was chosen; of several each begins
 * with the next node, so that the nodes lead equally many.
 */
export function planMoves(
  partitions: readonly Pick<PartitionRow, 'topic' | 'partition'>[],
  nodeIds: readonly number[],
): readonly PlannedMove[] {
  return partitions.map(({ topic, partition }, index) => {
    const first = nodeIds.length === 0 ? 0 : index % nodeIds.length;
    const replicas = [...nodeIds.slice(first), ...nodeIds.slice(0, first)];
    return { topic, partition, replicas };
  });
}
