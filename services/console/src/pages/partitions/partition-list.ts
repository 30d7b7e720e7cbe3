import type { Topic } from '@weir/protos';

/** A partition as `GET /v1/partitions` tells it. */
export interface PartitionRow {
  readonly topic: string;
  readonly partition: number;
  /** Node id; absent while nobody leads. */
  readonly leader?: number;
  readonly leaderEpoch: number;
  /** Node ids, the preferred leader first. */
  readonly assignedReplicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
  /** Empty with a leader. */
  readonly leaderlessReason: string;
}

/** What `GET /v1/partitions` answers: the first rows, and how many there are. */
export interface PartitionList {
  readonly partitions: readonly PartitionRow[];
  readonly total: number;
}

/** What can be wrong with a partition, as the API names it. */
export const partitionStates = ['leaderless', 'under-min-isr', 'under-replicated'] as const;

/** One of `partitionStates`. */
export type PartitionState = (typeof partitionStates)[number];

/** Rows are asked for up to this number; `total` tells how many there are. */
export const maxPartitionRows = 1_000;

/** The partitions of a described topic, as lists of partitions have them. */
export function partitionRowsOf({ name, partitions }: Topic): readonly PartitionRow[] {
  return partitions.map(({ leader, ...partition }) => ({
    ...partition,
    topic: name,
    ...(leader === undefined ? {} : { leader }),
  }));
}

/** `orders/3`. */
export function partitionName({ topic, partition }: Pick<PartitionRow, 'topic' | 'partition'>) {
  return `${topic}/${partition}`;
}

/** Assigned replicas that are behind, or down. */
export function laggingReplicas({
  assignedReplicas,
  inSyncReplicas,
}: Pick<PartitionRow, 'assignedReplicas' | 'inSyncReplicas'>): number[] {
  return assignedReplicas.filter((nodeId) => !inSyncReplicas.includes(nodeId));
}

/** Whether another node leads it than the first of its replicas. */
export function isAwayFromPreferred({ leader, assignedReplicas }: PartitionRow): boolean {
  return leader !== undefined && leader !== assignedReplicas[0];
}
