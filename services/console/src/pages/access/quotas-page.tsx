import type { ListQuotasResponse, Quota } from '@weir/protos';
import { api } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Action } from '../../components/action.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatByteRate } from '../../format/format-bytes.ts';
import { formatRate } from '../../format/format-count.ts';
import { weirCommand } from '../../format/weir-command.ts';
import './access.css';
import { SetQuota } from './set-quota.tsx';

/** How much principals may send and get. */
export function QuotasPage() {
  const { data, error } = usePoll<ListQuotasResponse>('/v1/quotas', 10_000);
  return (
    <>
      <PageHeader title="Quotas" actions={<SetQuota />} />
      <DataTable
        label="Quotas"
        columns={columns}
        rows={data?.quotas}
        error={error}
        rowKey={({ principal }) => principal}
        defaultSort="principal"
        empty={<Empty title="No quotas">Nobody is limited.</Empty>}
      />
    </>
  );
}

function RemoveQuota({ quota: { principal } }: { readonly quota: Quota }) {
  return (
    <Action
      label="Remove"
      isSmall
      isDanger
      title={`Remove the limits of ${principal}`}
      runLabel="Remove"
      command={weirCommand('quota', 'remove', ['--principal', principal])}
      run={async (signal) => {
        await api.post('/v1/quotas', { quota: { principal } }, { signal });
        return `${principal} has no limits of its own`;
      }}
    />
  );
}

const columns: readonly TableColumn<Quota>[] = [
  { id: 'principal', title: 'Principal', value: ({ principal }) => principal },
  {
    ...{ id: 'produce', title: 'Produce', align: 'right', width: 150 },
    value: ({ produceBytesPerSecond: rate }) => (rate === 0 ? undefined : rate),
    render: ({ produceBytesPerSecond: rate }) => (rate === 0 ? 'any' : formatByteRate(rate)),
  },
  {
    ...{ id: 'fetch', title: 'Fetch', align: 'right', width: 150 },
    value: ({ fetchBytesPerSecond: rate }) => (rate === 0 ? undefined : rate),
    render: ({ fetchBytesPerSecond: rate }) => (rate === 0 ? 'any' : formatByteRate(rate)),
  },
  {
    ...{ id: 'requests', title: 'Requests', align: 'right', width: 150 },
    value: ({ requestsPerSecond: rate }) => (rate === 0 ? undefined : rate),
    render: ({ requestsPerSecond: rate }) => (rate === 0 ? 'any' : formatRate(rate)),
  },
  {
    ...{ id: 'acts', title: '', width: 170, value: () => undefined },
    render: (quota) => (
      <span class="cell-actions">
        <SetQuota quota={quota} /> <RemoveQuota quota={quota} />
      </span>
    ),
  },
];
