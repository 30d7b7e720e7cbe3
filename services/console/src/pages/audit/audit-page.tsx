import type { AuditEntry, ListAuditResponse } from '@weir/protos';
import { withQuery } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { StatusDot, type Tone } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/empty.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pagination } from '../../components/pagination.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { TextInput } from '../../components/text-input.tsx';
import { formatCounted } from '../../format/format-count.ts';
import { formatTime } from '../../format/format-time.ts';
import { setQuery } from '../../router/location.ts';
import { useQuery } from '../../router/use-query.ts';

const pageSize = 200;

/** What was changed by whom, and what was refused, newest first. */
export function AuditPage() {
  const [principal] = useQuery('principal');
  const [pageToken] = useQuery('page');
  const { data, error } = usePoll<ListAuditResponse>(
    withQuery('/v1/audit', { limit: pageSize, principal, pageToken }),
  );
  const older = data?.nextPageToken ?? '';
  return (
    <>
      <PageHeader title="Audit" />
      <DataTable
        label="Audit"
        columns={columns}
        rows={data?.entries}
        error={error}
        rowKey={({ id }) => id}
        toolbar={
          <TextInput
            label="Only of this principal"
            placeholder="Only of user:NAME"
            value={principal}
            onInput={(text) => {
              setQuery({ principal: text, page: undefined });
            }}
          />
        }
        empty={
          <Empty title="Nothing yet">
            Changes to the cluster and refused calls are listed here. Each service writes them to
            its log, too.
          </Empty>
        }
      />
      <Pagination
        text={
          pageToken === ''
            ? `The newest ${formatCounted(data?.entries.length ?? 0, 'line')}`
            : 'Older'
        }
        isFirst={pageToken === ''}
        hasMore={older !== ''}
        onFirst={() => {
          setQuery({ page: undefined });
        }}
        onMore={() => {
          setQuery({ page: older });
        }}
      />
    </>
  );
}

const events: Readonly<Record<string, string>> = {
  'administrative-call': 'Change',
  'access-denied': 'Denied',
  'authentication-failed': 'Not authenticated',
  'left-out': 'More refusals',
};

function toneOf({ event, outcome }: AuditEntry): Tone {
  if (event !== 'administrative-call') return 'bad';
  return outcome === 'OK' ? 'good' : 'warn';
}

function outcomeOf({ outcome, leftOut }: AuditEntry): string {
  return leftOut > 0 ? `${formatCounted(leftOut, 'more', 'more')} not listed` : outcome;
}

/** `DeleteTopic` of `AdminService/DeleteTopic`. */
function nameOf(method: string): string {
  return method.slice(method.lastIndexOf('/') + 1);
}

const columns: readonly TableColumn<AuditEntry>[] = [
  {
    ...{ id: 'time', title: 'Time', width: 172, value: ({ timeMs }) => timeMs },
    render: ({ timeMs }) => formatTime(timeMs),
  },
  {
    ...{ id: 'event', title: 'Event', width: 135, value: ({ event }) => events[event] ?? event },
    render: (entry) => (
      <StatusDot tone={toneOf(entry)}>{events[entry.event] ?? entry.event}</StatusDot>
    ),
  },
  {
    ...{ id: 'principal', title: 'Principal', width: 130, value: ({ principal }) => principal },
    render: ({ principal }) => (principal === '' ? <span class="muted">unknown</span> : principal),
  },
  {
    ...{ id: 'method', title: 'Call', value: ({ method }) => method },
    render: ({ method, service }) => (
      <span title={`${method}, told by a ${service}`}>{nameOf(method)}</span>
    ),
  },
  {
    ...{ id: 'resources', title: 'About', value: ({ resources }) => resources.join(', ') },
    render: ({ resources }) => <span title={resources.join(', ')}>{resources.join(', ')}</span>,
  },
  { id: 'outcome', title: 'Outcome', width: 140, value: outcomeOf },
  { id: 'peer', title: 'From', width: 135, value: ({ peer }) => peer },
];
