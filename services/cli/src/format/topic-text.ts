import type { Partition, TopicConfig, TopicDescription } from '@weir/client';
import { type Column, rowTable } from '../result/list-result.ts';
import { alarm } from './paint.ts';

const partitionColumns: readonly Column<Partition>[] = [
  { title: 'PARTITION', cell: ({ partition }) => `${partition}` },
  { title: 'LEADER', cell: ({ leader }) => (leader === undefined ? alarm('none') : `${leader}`) },
  { title: 'EPOCH', cell: ({ leaderEpoch }) => `${leaderEpoch}` },
  { title: 'REPLICAS', cell: ({ assignedReplicas }) => assignedReplicas.join(',') },
  { title: 'IN SYNC', cell: inSyncText },
  {
    title: '',
    cell: ({ leader, leaderlessReason }) => (leader === undefined ? leaderlessReason : ''),
  },
];

const configColumns: readonly Column<TopicConfig>[] = [
  { title: 'CONFIG', cell: ({ name }) => name },
  { title: 'VALUE', cell: ({ value }) => value },
  { title: '', cell: ({ isDefault }) => (isDefault ? 'default' : 'set') },
];

const documentedColumns: readonly Column<TopicConfig>[] = [
  ...configColumns,
  { title: 'MEANING', cell: ({ documentation }) => documentation },
];

/** A topic with its partitions and configs; wide with what the configs mean. */
export function formatTopic(
  { topic, configs }: TopicDescription,
  { isWide }: { readonly isWide: boolean },
): string {
  const { name, topicId, replicationFactor, partitions } = topic;
  return [
    `Topic ${name} (${topicId}), replication factor ${replicationFactor}`,
    '',
    rowTable(partitions, partitionColumns),
    '',
    rowTable(configs, isWide ? documentedColumns : configColumns),
  ].join('\n');
}

function inSyncText({ inSyncReplicas, assignedReplicas }: Partition): string {
  const text = inSyncReplicas.join(',');
  return inSyncReplicas.length < assignedReplicas.length ? alarm(text) : text;
}
