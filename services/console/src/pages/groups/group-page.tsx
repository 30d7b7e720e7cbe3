import type { DescribeGroupResponse } from '@weir/protos';
import { api, apiPath } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Action } from '../../components/action.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { weirCommand } from '../../format/weir-command.ts';
import { navigate } from '../../router/location.ts';
import type { PageProps } from '../page.ts';
import { GroupFigures } from './group-figures.tsx';
import { GroupMembers } from './group-members.tsx';
import { GroupPartitions } from './group-partitions.tsx';
import { GroupState } from './group-state.tsx';
import { ResetOffsets } from './reset-offsets.tsx';

/** One group: members, who reads what, how far behind, and what can be done. */
export function GroupPage({ params }: PageProps) {
  const groupId = params['group'] ?? '';
  const { data, error } = usePoll<DescribeGroupResponse>(apiPath`/v1/groups/${groupId}`, 2_000);
  return (
    <>
      <PageHeader
        title={groupId}
        parents={[['Groups', '/groups']]}
        actions={
          <>
            <ResetOffsets group={data} />
            <DeleteGroup group={data} />
          </>
        }
      >
        {data !== undefined && <GroupState state={data.state} />}
      </PageHeader>
      <ErrorNote error={error} />
      {(data !== undefined || error === undefined) && <Group group={data} />}
    </>
  );
}

function Group({ group }: { readonly group: DescribeGroupResponse | undefined }) {
  return (
    <>
      <GroupFigures group={group} />
      <Tabs
        label="Group"
        tabs={[
          {
            ...{ id: 'partitions', title: 'Partitions' },
            content: () => <GroupPartitions group={group} />,
          },
          { id: 'members', title: 'Members', content: () => <GroupMembers group={group} /> },
        ]}
      />
    </>
  );
}

function DeleteGroup({ group }: { readonly group: DescribeGroupResponse | undefined }) {
  const groupId = group?.groupId ?? '';
  const members = group?.members.length ?? 0;
  return (
    <Action
      label="Delete"
      tone="danger"
      title={`Delete ${groupId}`}
      command={weirCommand('group', 'delete', groupId)}
      typeName={groupId}
      disabledReason={
        group === undefined || members > 0
          ? 'Only a group without members can be deleted'
          : undefined
      }
      run={async (signal) => {
        await api.del(apiPath`/v1/groups/${groupId}`, { signal });
        navigate('/groups');
        return `Group ${groupId} is deleted`;
      }}
    >
      <p>Its committed offsets are forgotten: consumers of this name start anew.</p>
    </Action>
  );
}
