import type { GroupListing, ListGroupsResponse } from '@weir/protos';
import { usePoll } from '../../api/use-poll.ts';
import { StatusDot } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatCount, formatCounted } from '../../format/format-count.ts';
import { hrefOf } from '../../router/location.ts';
import { GroupState, groupStateText } from './group-state.tsx';

/** The consumer groups. */
export function GroupsPage() {
  const { data, error } = usePoll<ListGroupsResponse>('/v1/groups');
  return (
    <>
      <PageHeader title="Groups" />
      <DataTable
        label="Groups"
        columns={columns}
        rows={data?.groups}
        error={error}
        rowKey={({ groupId }) => groupId}
        rowPath={({ groupId }) => `/groups/${encodeURIComponent(groupId)}`}
        empty={
          <Empty title="No groups yet">
            A group is there once a consumer has joined it:{' '}
            <code>weir consume TOPIC --group NAME</code>.
          </Empty>
        }
      />
    </>
  );
}

const columns: readonly TableColumn<GroupListing>[] = [
  {
    ...{ id: 'group', title: 'Group', value: ({ groupId }) => groupId },
    render: ({ groupId }) => (
      <a href={hrefOf(`/groups/${encodeURIComponent(groupId)}`)}>{groupId}</a>
    ),
  },
  {
    ...{ id: 'state', title: 'State', width: 150, value: ({ state }) => groupStateText(state) },
    render: ({ state }) => <GroupState state={state} />,
  },
  {
    ...{ id: 'members', title: 'Members', align: 'right', width: 100 },
    value: ({ members }) => members,
    render: ({ members }) => formatCount(members),
  },
  {
    ...{ id: 'lag', title: 'Lag', align: 'right', width: 130 },
    hint: 'Records between what is committed and the end, over all partitions',
    value: ({ lag }) => lag,
    render: ({ lag }) => formatCount(lag),
  },
  {
    ...{ id: 'stuck', title: 'Stuck', width: 150 },
    hint: 'Partitions with records of which their member takes nothing',
    value: ({ stuckPartitions }) => stuckPartitions,
    render: ({ stuckPartitions }) =>
      stuckPartitions > 0 && (
        <StatusDot tone="bad">{formatCounted(stuckPartitions, 'partition')}</StatusDot>
      ),
  },
];
