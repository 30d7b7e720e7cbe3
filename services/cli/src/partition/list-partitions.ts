import { type MetadataSnapshot, type Partition, type Topic, WeirError } from '@weir/client';
import { isLeaderless, isUnderReplicated } from '@weir/runtime';
import type { CommandContext } from '../command-context.ts';
import { isUnderMinIsr } from '../doctor/checks/partition-checks.ts';
import { alarm } from '../format/paint.ts';
import type { CommandResult } from '../result/command-result.ts';
import { type Column, listResult } from '../result/list-result.ts';

/** Options of `weir partition list`; a partition is listed that has all that they ask for. */
export interface ListPartitionsOptions {
  readonly topic?: string;
  readonly node?: number;
  readonly leaderless?: boolean;
  readonly underReplicated?: boolean;
  readonly underMinIsr?: boolean;
  readonly internal?: boolean;
}

/** A partition as it is listed. */
export interface PartitionRow extends Omit<Partition, 'leader'> {
  readonly topic: string;
  /** Null where there is none. */
  readonly leader: number | null;
  readonly isUnderReplicated: boolean;
  readonly isUnderMinIsr: boolean;
}

const columns: readonly Column<PartitionRow>[] = [
  { title: 'TOPIC', cell: ({ topic }) => topic },
  { title: 'PARTITION', cell: ({ partition }) => `${partition}` },
  { title: 'LEADER', cell: ({ leader }) => (leader === null ? alarm('none') : `${leader}`) },
  { title: 'REPLICAS', cell: ({ assignedReplicas }) => assignedReplicas.join(',') },
  { title: 'IN SYNC', cell: ({ inSyncReplicas }) => inSyncReplicas.join(',') },
  { title: 'EPOCH', cell: ({ leaderEpoch }) => `${leaderEpoch}`, isWide: true },
  { title: 'PARTITION EPOCH', cell: ({ partitionEpoch }) => `${partitionEpoch}`, isWide: true },
  { title: '', cell: problemText },
];

/** Partitions, of topics that this user may describe. */
export async function listPartitions(
  { weir }: CommandContext,
  options: ListPartitionsOptions,
): Promise<CommandResult> {
  return listResult({
    key: 'partitions',
    rows: partitionRows(weir.metadata(), options),
    columns,
    nameOf: ({ topic, partition }) => `${topic}/${partition}`,
  });
}

/**
 * The partitions that are meant, in order of topic and partition. Internal topics are among them where they
 * are asked for, by name or by `internal`, and where something is the matter with them. Pure.
 */
export function partitionRows(
  { topics }: Pick<MetadataSnapshot, 'topics'>,
  options: ListPartitionsOptions,
): readonly PartitionRow[] {
  const { topic: name } = options;
  if (name !== undefined && !topics.some((topic) => topic.name === name)) {
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `There is no topic "${name}"`);
  }
  return topics
    .filter((topic) => isMeantTopic(topic, options))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((topic) =>
      topic.partitions
        .filter((each) => isMeant(each, topic, options))
        .map((each) => toRow(topic, each)),
    );
}

function isMeantTopic(topic: Topic, options: ListPartitionsOptions): boolean {
  if (options.topic !== undefined) return topic.name === options.topic;
  const asksForTrouble = [options.leaderless, options.underReplicated, options.underMinIsr];
  return !topic.internal || options.internal === true || asksForTrouble.includes(true);
}

function isMeant(partition: Partition, topic: Topic, options: ListPartitionsOptions): boolean {
  const { node, leaderless, underReplicated, underMinIsr } = options;
  if (node !== undefined && !partition.assignedReplicas.includes(node)) return false;
  if (leaderless === true && !isLeaderless(partition)) return false;
  if (underReplicated === true && !isUnderReplicated(partition)) return false;
  return underMinIsr !== true || isUnderMinIsr(partition, topic);
}

function toRow({ name, ...topic }: Topic, partition: Partition): PartitionRow {
  return {
    topic: name,
    ...partition,
    leader: partition.leader ?? null,
    isUnderReplicated: isUnderReplicated(partition),
    isUnderMinIsr: isUnderMinIsr(partition, { name, ...topic }),
  };
}

function problemText(row: PartitionRow): string {
  if (row.leader === null) return row.leaderlessReason;
  if (row.isUnderMinIsr) return alarm('under min ISR');
  return row.isUnderReplicated ? 'under-replicated' : '';
}
