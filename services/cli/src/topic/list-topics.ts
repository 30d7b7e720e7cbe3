import type { TopicListing } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { alarmCount } from '../format/paint.ts';
import type { CommandResult } from '../result/command-result.ts';
import { type Column, listResult } from '../result/list-result.ts';

/** Options of `weir topic list`. */
export interface ListTopicsOptions {
  readonly internal?: boolean;
}

const columns: readonly Column<TopicListing>[] = [
  { title: 'TOPIC', cell: ({ name }) => name },
  { title: 'PARTITIONS', cell: ({ partitions }) => `${partitions}` },
  { title: 'REPLICATION', cell: ({ replicationFactor }) => `${replicationFactor}` },
  {
    title: 'LEADERLESS',
    cell: ({ leaderlessPartitions }) => alarmCount(leaderlessPartitions),
    isWide: true,
  },
  {
    title: 'UNDER-REPLICATED',
    cell: ({ underReplicatedPartitions }) => alarmCount(underReplicatedPartitions),
    isWide: true,
  },
  {
    title: 'UNDER MIN ISR',
    cell: ({ underMinIsrPartitions }) => alarmCount(underMinIsrPartitions),
    isWide: true,
  },
  { title: 'INTERNAL', cell: ({ internal }) => (internal ? 'yes' : '-'), isWide: true },
  { title: 'ID', cell: ({ topicId }) => topicId, isWide: true },
];

/** Topics whose names match a pattern. */
export async function listTopics(
  { weir }: CommandContext,
  isMeant: (name: string) => boolean,
  { internal }: ListTopicsOptions,
): Promise<CommandResult> {
  const topics = await weir.admin().listTopics({ includeInternal: internal === true });
  return listResult({
    key: 'topics',
    rows: topics.filter(({ name }) => isMeant(name)),
    columns,
    nameOf: ({ name }) => name,
  });
}
