import type { LogDescription, Partition, TopicConfig, TopicDescription } from '@weir/client';
import { type Column, rowTable } from '../result/list-result.ts';
import { formatBytes } from './bytes-text.ts';
import { formatDuration } from './duration-text.ts';
import { alarm } from './paint.ts';

/** A partition and its log, where its leader has described it. */
export interface PartitionRow {
  readonly partition: Partition;
  readonly log: LogDescription | undefined;
}

/** All there is to show of a topic. */
interface ShownTopic extends TopicDescription {
  readonly rows: readonly PartitionRow[];
}

const partitionColumns: readonly Column<PartitionRow>[] = [
  { title: 'PARTITION', cell: ({ partition }) => `${partition.partition}` },
  { title: 'LEADER', cell: ({ partition: { leader } }) => `${leader ?? alarm('none')}` },
  { title: 'EPOCH', cell: ({ partition }) => `${partition.leaderEpoch}` },
  { title: 'REPLICAS', cell: ({ partition }) => partition.assignedReplicas.join(',') },
  { title: 'IN SYNC', cell: ({ partition }) => inSyncText(partition) },
  { title: 'RECORDS', cell: ({ log }) => (log === undefined ? '-' : `${recordsIn(log)}`) },
  { title: 'SIZE', cell: ({ log }) => (log === undefined ? '-' : formatBytes(log.logBytes)) },
  { title: 'START', cell: ({ log }) => `${log?.logStartOffset ?? '-'}`, isWide: true },
  { title: 'HIGH WATERMARK', cell: ({ log }) => `${log?.highWatermark ?? '-'}`, isWide: true },
  { title: 'SEGMENTS', cell: ({ log }) => `${log?.segments ?? '-'}`, isWide: true },
  { title: 'BEHIND', cell: ({ log }) => behindText(log), isWide: true },
  { title: '', cell: ({ partition }) => whyLeaderless(partition) },
];

/** The columns of a list of configs. */
export const configColumns: readonly Column<TopicConfig>[] = [
  { title: 'CONFIG', cell: ({ name }) => name },
  { title: 'VALUE', cell: ({ value }) => value },
  { title: '', cell: ({ isDefault }) => (isDefault ? 'default' : 'set') },
  { title: 'MEANING', cell: ({ documentation }) => documentation, isWide: true },
];

/** A topic with its partitions and configs; wide with offsets, followers, and what the configs mean. */
export function formatTopic(
  { topic, configs, rows }: ShownTopic,
  { isWide }: { readonly isWide: boolean },
): string {
  const { name, topicId, replicationFactor } = topic;
  const logs = rows.flatMap(({ log }) => log ?? []);
  const records = logs.reduce((sum, log) => sum + recordsIn(log), 0);
  const bytes = logs.reduce((sum, { logBytes }) => sum + logBytes, 0);
  const isShown = (column: { readonly isWide?: boolean }): boolean =>
    isWide || column.isWide !== true;
  return [
    `Topic ${name} (${topicId}), replication factor ${replicationFactor}, ` +
      `${records} records, ${formatBytes(bytes)} on each replica`,
    '',
    rowTable(rows, partitionColumns.filter(isShown)),
    '',
    rowTable(configs, configColumns.filter(isShown)),
  ].join('\n');
}

function recordsIn({ logStartOffset, highWatermark }: LogDescription): number {
  return highWatermark - logStartOffset;
}

/** How far the slowest follower is behind. */
function behindText(log: LogDescription | undefined): string {
  if (log === undefined) return '-';
  const slowest = log.followers.reduce((most, { behindMs }) => Math.max(most, behindMs), 0);
  return slowest === 0 ? '0' : formatDuration(slowest);
}

function whyLeaderless({ leader, leaderlessReason }: Partition): string {
  return leader === undefined ? leaderlessReason : '';
}

function inSyncText({ inSyncReplicas, assignedReplicas }: Partition): string {
  const text = inSyncReplicas.join(',');
  return inSyncReplicas.length < assignedReplicas.length ? alarm(text) : text;
}
