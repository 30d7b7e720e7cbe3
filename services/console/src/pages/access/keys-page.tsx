import type { ApiKey, ListApiKeysResponse } from '@weir/protos';
import { api, apiPath } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Action } from '../../components/action.tsx';
import { StatusDot } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { formatTime } from '../../format/format-time.ts';
import { weirCommand } from '../../format/weir-command.ts';
import { CreateKey } from './create-key.tsx';

/** API keys, without their secrets. */
export function KeysPage() {
  const { data, error } = usePoll<ListApiKeysResponse>('/v1/keys', 10_000);
  return (
    <>
      <PageHeader title="API keys" actions={<CreateKey />} />
      <DataTable
        label="Keys"
        columns={columns}
        rows={data?.keys}
        error={error}
        rowKey={({ keyId }) => keyId}
        defaultSort="principal"
        empty={
          <Empty title="No keys">
            A key is a secret that stands for a principal, until it is revoked.
          </Empty>
        }
      />
    </>
  );
}

function RevokeKey({ apiKey }: { readonly apiKey: ApiKey }) {
  const { keyId, principal } = apiKey;
  return (
    <Action
      label="Revoke"
      isSmall
      title={`Revoke key ${keyId}`}
      runLabel="Revoke"
      command={weirCommand('key', 'revoke', keyId)}
      typeName={keyId}
      run={async (signal) => {
        await api.del(apiPath`/v1/keys/${keyId}`, { signal });
        return `Nobody is ${principal} by it any more`;
      }}
    >
      <p>
        Whoever uses it as <strong>{principal}</strong> is refused from then on. It cannot be
        undone.
      </p>
    </Action>
  );
}

/** When it ends, and whether that is soon. */
function Expiry({ atMs }: { readonly atMs: number }) {
  if (atMs === 0) return <span class="muted">never</span>;
  const leftMs = atMs - Date.now();
  if (leftMs <= 0) return <StatusDot tone="bad">expired</StatusDot>;
  const tone = leftMs < soonMs ? 'warn' : 'good';
  return (
    <StatusDot tone={tone} title={formatTime(atMs)}>
      in {formatDuration(leftMs)}
    </StatusDot>
  );
}

const soonMs = 7 * 24 * 60 * 60 * 1_000;

const columns: readonly TableColumn<ApiKey>[] = [
  {
    ...{ id: 'key', title: 'Key', width: 200, value: ({ keyId }) => keyId },
    render: ({ keyId }) => <span class="mono">{keyId}</span>,
  },
  { id: 'principal', title: 'Principal', value: ({ principal }) => principal },
  { id: 'description', title: 'Description', value: ({ description }) => description },
  {
    ...{ id: 'created', title: 'Created', width: 170, value: ({ createdAtMs }) => createdAtMs },
    render: ({ createdAtMs }) => formatTime(createdAtMs),
  },
  {
    ...{ id: 'expires', title: 'Expires', width: 150 },
    value: ({ expiresAtMs }) => (expiresAtMs === 0 ? undefined : expiresAtMs),
    render: ({ expiresAtMs }) => <Expiry atMs={expiresAtMs} />,
  },
  {
    ...{ id: 'revoke', title: '', width: 95, value: () => undefined },
    render: (apiKey) => <RevokeKey apiKey={apiKey} />,
  },
];
