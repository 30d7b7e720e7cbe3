import type {
  DescribeGroupResponse,
  GroupListing,
  GroupMember,
  GroupPartition,
  GroupState,
} from '@weir/client';
import { formatDuration, formatNumber } from './duration-text.ts';
import type { Column } from '../result/list-result.ts';
import { formatTable } from './format-table.ts';
import { alarm, alarmCount } from './paint.ts';

/** An offset of a group that was reset, or would be. */
export interface ResetRow {
  readonly topic: string;
  readonly partition: number;
  /** Null where the group had none. */
  readonly previousOffset: number | null;
  readonly offset: number;
  /** From the previous offset to this one; null where there was none. */
  readonly change: number | null;
}

/** The columns of a list of groups. */
export const groupColumns: readonly Column<GroupListing>[] = [
  { title: 'GROUP', cell: ({ groupId }) => groupId },
  { title: 'STATE', cell: ({ state }) => stateText(state) },
  { title: 'MEMBERS', cell: ({ members }) => `${members}` },
  { title: 'LAG', cell: ({ lag }) => `${lag ?? '-'}` },
  { title: 'STUCK', cell: ({ stuckPartitions }) => alarmCount(stuckPartitions) },
];

/** The columns of old and new offsets. */
export const resetColumns: readonly Column<ResetRow>[] = [
  { title: 'TOPIC', cell: ({ topic }) => topic },
  { title: 'PARTITION', cell: ({ partition }) => `${partition}` },
  { title: 'OLD OFFSET', cell: ({ previousOffset }) => `${previousOffset ?? '-'}` },
  { title: 'NEW OFFSET', cell: ({ offset }) => `${offset}` },
  { title: 'CHANGE', cell: ({ change }) => changeText(change) },
];

/** A group with its members, positions and lag. */
export function formatGroup(group: DescribeGroupResponse): string {
  return [
    formatSummary(group),
    '',
    formatTable(
      ['MEMBER', 'INSTANCE', 'CLIENT', 'RACK', 'EPOCH', 'CONNECTED', 'PARTITIONS'],
      group.members.map(memberRow),
    ),
    '',
    formatTable(
      [
        ...['TOPIC', 'PARTITION', 'MEMBER', 'COMMITTED', 'POSITION', 'END', 'LAG', 'LAG TIME'],
        ...['IN/S', 'OUT/S', ''],
      ],
      group.partitions.map(partitionRow),
    ),
  ].join('\n');
}

function changeText(change: number | null): string {
  return change === null ? '-' : `${change > 0 ? '+' : ''}${change}`;
}

function formatSummary(group: DescribeGroupResponse): string {
  const { groupId, state, assignor, groupEpoch, coordinatorId, partitions } = group;
  const lags = partitions.flatMap(({ lag }) => lag ?? []);
  const lag = lags.length === 0 ? 'unknown' : `${lags.reduce((sum, each) => sum + each, 0)}`;
  const stuck = partitions.filter(({ isStuck }) => isStuck).length;
  return (
    `Group ${groupId}: ${stateText(state)}, assignor ${assignor}, epoch ${groupEpoch}, ` +
    `coordinator ${coordinatorId}, lag ${lag}, ${alarmCount(stuck)} stuck`
  );
}

function memberRow(member: GroupMember): string[] {
  const { memberId, instanceId, clientId, rack, memberEpoch, isConnected, owned } = member;
  return [
    memberId,
    orDash(instanceId),
    orDash(clientId),
    orDash(rack),
    `${memberEpoch}`,
    isConnected ? 'yes' : `no, for ${formatDuration(member.silentMs)}`,
    `${owned.length}`,
  ];
}

function partitionRow(partition: GroupPartition): string[] {
  const { committedOffset, position, highWatermark, lag, lagMs, isStuck, stuckMs } = partition;
  const stuckFor = isStuck ? alarm(`STUCK ${formatDuration(stuckMs ?? 0)}`) : '';
  return [
    partition.topic,
    `${partition.partition}`,
    orDash(partition.memberId),
    `${committedOffset ?? '-'}`,
    `${position ?? '-'}`,
    `${highWatermark ?? '-'}`,
    `${lag ?? '-'}`,
    lagMs === undefined ? '-' : formatDuration(lagMs),
    rateText(partition.appendedPerSecond),
    rateText(partition.consumedPerSecond),
    stuckFor,
  ];
}

function rateText(perSecond: number | undefined): string {
  return perSecond === undefined ? '-' : formatNumber(perSecond);
}

function orDash(text: string): string {
  return text === '' ? '-' : text;
}

function stateText(state: GroupState): string {
  return state.replace('GROUP_STATE_', '').toLowerCase().replaceAll('_', '-');
}
