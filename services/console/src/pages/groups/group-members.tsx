import type { DescribeGroupResponse, GroupMember } from '@weir/protos';
import { StatusDot, type Tone } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatCount } from '../../format/format-count.ts';
import { formatDuration } from '../../format/format-duration.ts';

/** Who is in a group. */
export function GroupMembers({ group }: { readonly group: DescribeGroupResponse | undefined }) {
  return (
    <DataTable
      label="Members"
      columns={columns}
      rows={group?.members}
      rowKey={({ memberId }) => memberId}
      empty="Nobody is in it"
      name="m"
    />
  );
}

function stateOf(member: GroupMember): { readonly tone: Tone; readonly text: string } {
  if (!member.isConnected) {
    return { tone: 'bad', text: `Silent for ${formatDuration(member.silentMs)}` };
  }
  return hasTarget(member)
    ? { tone: 'good', text: 'Connected' }
    : { tone: 'warn', text: 'Reconciling' };
}

/** Whether it holds what it should. */
function hasTarget({ owned, target }: GroupMember): boolean {
  const held = new Set(owned.map(({ topicId, partition }) => `${topicId}/${partition}`));
  return (
    owned.length === target.length &&
    target.every(({ topicId, partition }) => held.has(`${topicId}/${partition}`))
  );
}

/** `orders: 0, 1, 2; clicks: 4`. */
function assignment({ owned }: GroupMember): string {
  const byTopic = Map.groupBy(owned, ({ topic }) => topic);
  return [...byTopic]
    .map(([topic, held]) => `${topic}: ${held.map(({ partition }) => partition).join(', ')}`)
    .join('; ');
}

const columns: readonly TableColumn<GroupMember>[] = [
  {
    ...{ id: 'member', title: 'Member', value: ({ memberId }) => memberId },
    render: ({ memberId }) => <span title={memberId}>{memberId}</span>,
  },
  {
    ...{ id: 'state', title: 'State', width: 150, value: (member) => stateOf(member).text },
    render: (member) => {
      const { tone, text } = stateOf(member);
      return <StatusDot tone={tone}>{text}</StatusDot>;
    },
  },
  { id: 'client', title: 'Client', width: 140, value: ({ clientId }) => clientId },
  {
    ...{ id: 'instance', title: 'Instance', width: 120, value: ({ instanceId }) => instanceId },
    hint: 'Of a static member',
  },
  { id: 'rack', title: 'Rack', width: 80, value: ({ rack }) => rack },
  {
    ...{ id: 'held', title: 'Holds', align: 'right', width: 80 },
    value: ({ owned }) => owned.length,
    render: ({ owned }) => formatCount(owned.length),
  },
  {
    ...{ id: 'partitions', title: 'Partitions', value: assignment },
    render: (member) => <span title={assignment(member)}>{assignment(member)}</span>,
  },
];
