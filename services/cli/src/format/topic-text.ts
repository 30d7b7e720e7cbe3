import type { Topic, TopicDescription, TopicListing } from '@weir/client';
import { formatTable } from './format-table.ts';

/** Topics as a table. */
export function formatTopics(topics: readonly TopicListing[]): string {
  return formatTable(
    ['TOPIC', 'PARTITIONS', 'REPLICATION'],
    topics.map(({ name, partitions, replicationFactor }) => [
      name,
      `${partitions}`,
      `${replicationFactor}`,
    ]),
  );
}

/** A topic with its partitions and configs. */
export function formatTopic({ topic, configs }: TopicDescription): string {
  const { name, topicId, replicationFactor } = topic;
  return [
    `Topic ${name} (${topicId}), replication factor ${replicationFactor}`,
    '',
    formatPartitions(topic),
    '',
    formatTable(
      ['CONFIG', 'VALUE', ''],
      configs.map((config) => [config.name, config.value, config.isDefault ? 'default' : 'set']),
    ),
  ].join('\n');
}

function formatPartitions({ partitions }: Topic): string {
  return formatTable(
    ['PARTITION', 'LEADER', 'EPOCH', 'REPLICAS', 'IN SYNC', ''],
    partitions.map((partition) => [
      `${partition.partition}`,
      `${partition.leader ?? '-'}`,
      `${partition.leaderEpoch}`,
      partition.assignedReplicas.join(','),
      partition.inSyncReplicas.join(','),
      partition.leader === undefined ? partition.leaderlessReason : '',
    ]),
  );
}
