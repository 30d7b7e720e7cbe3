import type {
  DescribeGroupResponse,
  GroupListing,
  GroupMember,
  GroupPartition,
  GroupState,
} from '@weir/client';
import { formatDuration, formatNumber } from './duration-text.ts';
import { formatTable } from './format-table.ts';

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

/** Groups as a table. */
export function formatGroups(groups: readonly GroupListing[]): string {
  return formatTable(
    ['GROUP', 'STATE', 'MEMBERS', 'LAG', 'STUCK'],
    groups.map(({ groupId, state, members, lag, stuckPartitions }) => [
      groupId,
      stateText(state),
      `${members}`,
      `${lag ?? '-'}`,
      `${stuckPartitions}`,
    ]),
  );
}

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

/** Old and new offsets as a table. */
export function formatReset(rows: readonly ResetRow[]): string {
  return formatTable(
    ['TOPIC', 'PARTITION', 'OLD OFFSET', 'NEW OFFSET', 'CHANGE'],
    rows.map(({ topic, partition, previousOffset, offset, change }) => [
      topic,
      `${partition}`,
      `${previousOffset ?? '-'}`,
      `${offset}`,
      change === null ? '-' : `${change > 0 ? '+' : ''}${change}`,
    ]),
  );
}

function formatSummary(group: DescribeGroupResponse): string {
  const { groupId, state, assignor, groupEpoch, coordinatorId, partitions } = group;
  const lags = partitions.flatMap(({ lag }) => lag ?? []);
  const lag = lags.length === 0 ? 'unknown' : `${lags.reduce((sum, each) => sum + each, 0)}`;
  const stuck = partitions.filter(({ isStuck }) => isStuck).length;
  return (
    `Group ${groupId}: ${stateText(state)}, assignor ${assignor}, epoch ${groupEpoch}, ` +
    `coordinator ${coordinatorId}, lag ${lag}, ${stuck} stuck`
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
  const stuckFor = isStuck ? `STUCK ${formatDuration(stuckMs ?? 0)}` : '';
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
