import type { DescribeGroupResponse, GroupListing, GroupState } from '@weir/client';
import { formatTable } from './format-table.ts';

/** Groups as a table. */
export function formatGroups(groups: readonly GroupListing[]): string {
  return formatTable(
    ['GROUP', 'STATE', 'MEMBERS'],
    groups.map(({ groupId, state, members }) => [groupId, stateText(state), `${members}`]),
  );
}

/** A group with its members, positions and lag. */
export function formatGroup(group: DescribeGroupResponse): string {
  const { groupId, state, assignor, groupEpoch, coordinatorId } = group;
  return [
    `Group ${groupId}: ${stateText(state)}, assignor ${assignor}, epoch ${groupEpoch}, ` +
      `coordinator ${coordinatorId}`,
    '',
    formatTable(
      ['MEMBER', 'CLIENT', 'EPOCH', 'PARTITIONS'],
      group.members.map(({ memberId, clientId, memberEpoch, owned }) => [
        memberId,
        clientId,
        `${memberEpoch}`,
        `${owned.length}`,
      ]),
    ),
    '',
    formatTable(
      ['TOPIC', 'PARTITION', 'COMMITTED', 'END', 'LAG', 'MEMBER'],
      group.partitions.map((partition) => [
        partition.topic,
        `${partition.partition}`,
        `${partition.committedOffset ?? '-'}`,
        `${partition.highWatermark ?? '-'}`,
        `${partition.lag ?? '-'}`,
        partition.memberId === '' ? '-' : partition.memberId,
      ]),
    ),
  ].join('\n');
}

function stateText(state: GroupState): string {
  return state.replace('GROUP_STATE_', '').toLowerCase().replaceAll('_', '-');
}
