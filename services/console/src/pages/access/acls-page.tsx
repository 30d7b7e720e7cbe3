import type { Acl, DeleteAclsResponse, ListAclsResponse } from '@weir/protos';
import { api } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Action } from '../../components/action.tsx';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatCounted } from '../../format/format-count.ts';
import { aclCommand, isAllowed, operationWords, resourceText } from './acl-words.ts';
import { CreateAcls } from './create-acls.tsx';

/** Who may do what. */
export function AclsPage() {
  const { data, error } = usePoll<ListAclsResponse>('/v1/acls', 10_000);
  return (
    <>
      <PageHeader title="ACLs" actions={<CreateAcls />} />
      <DataTable
        label="ACLs"
        columns={columns}
        rows={data?.acls}
        error={error}
        rowKey={(acl) => Object.values(acl).join('|')}
        defaultSort="principal"
        empty={
          <Empty title="No ACLs">
            Where authentication is on, only super users may do anything: what nothing allows is not
            allowed.
          </Empty>
        }
      />
    </>
  );
}

function DeleteAcl({ acl }: { readonly acl: Acl }) {
  const does = isAllowed(acl) ? 'may' : 'must not';
  return (
    <Action
      label="Delete"
      isSmall
      typeName={acl.principal}
      title="Delete an ACL"
      runLabel="Delete"
      command={aclCommand('delete', [acl])}
      run={async (signal) => {
        const { deleted } = await api.post<DeleteAclsResponse>(
          '/v1/acls/delete',
          { filter: acl },
          { signal },
        );
        return `${formatCounted(deleted.length, 'ACL')} deleted`;
      }}
    >
      <p>
        <strong>{acl.principal}</strong> {does} <strong>{operationWords[acl.operation]}</strong>{' '}
        {resourceText(acl)}.
      </p>
    </Action>
  );
}

const columns: readonly TableColumn<Acl>[] = [
  { id: 'principal', title: 'Principal', value: ({ principal }) => principal },
  {
    ...{ id: 'permission', title: 'Permission', width: 110 },
    value: (acl) => (isAllowed(acl) ? 'allow' : 'deny'),
    render: (acl) =>
      isAllowed(acl) ? <Badge tone="good">allow</Badge> : <Badge tone="bad">deny</Badge>,
  },
  {
    ...{ id: 'operation', title: 'Operation', width: 160 },
    value: ({ operation }) => operationWords[operation],
  },
  { id: 'resource', title: 'Of', value: resourceText },
  {
    ...{ id: 'delete', title: '', width: 90, value: () => undefined },
    render: (acl) => <DeleteAcl acl={acl} />,
  },
];
