import type { ResetOffsetsRequestInput, ResetOffsetsResponse } from '@weir/protos';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type ApiError, isAbort, toApiError } from '../../api/api-error.ts';
import { api, apiPath } from '../../api/client.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatCount } from '../../format/format-count.ts';
import './groups.css';
import type { ResetPlace } from './use-reset-places.ts';

interface PreviewRow {
  readonly partition: number;
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly lag: number | undefined;
  /** Why it cannot be moved; empty when it can. */
  readonly problem: string;
}

type ResetResult = ResetOffsetsResponse['results'][number];

interface Preview {
  readonly results: readonly ResetResult[] | undefined;
  readonly error: ApiError | undefined;
}

/** While one types, nothing is asked. */
const settleMs = 250;

/** What the offsets would become, as the coordinator says. */
export function ResetPreview(props: {
  readonly groupId: string;
  readonly places: readonly ResetPlace[];
  readonly requests: readonly ResetOffsetsRequestInput[];
}) {
  const { groupId, places, requests } = props;
  const { results, error } = usePreview(groupId, requests);
  const rows = useMemo(
    () => results?.map((result) => rowOf(places, result)).toSorted(byPartition),
    [results, places],
  );
  if (requests.length === 0) return null;
  return (
    <div class="reset-preview">
      <h3>What it would do</h3>
      <ErrorNote error={error} />
      {error === undefined && (
        <DataTable
          label="Preview"
          columns={columns}
          rows={rows}
          rowKey={({ partition }) => String(partition)}
          isBare
          name="preview"
        />
      )}
    </div>
  );
}

function usePreview(groupId: string, requests: readonly ResetOffsetsRequestInput[]): Preview {
  const [preview, setPreview] = useState<Preview>({ results: undefined, error: undefined });
  const asked = useMemo(() => JSON.stringify(requests), [requests]);
  useEffect(() => {
    const abort = new AbortController();
    const ask = async () => {
      try {
        const again = JSON.parse(asked) as typeof requests;
        const results = await askPreview(groupId, again, abort.signal);
        if (!abort.signal.aborted) setPreview({ results, error: undefined });
      } catch (thrown) {
        if (!isAbort(thrown)) setPreview({ results: undefined, error: toApiError(thrown) });
      }
    };
    const timer = setTimeout(() => {
      void ask();
    }, settleMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked, groupId]);
  return preview;
}

async function askPreview(
  groupId: string,
  requests: readonly ResetOffsetsRequestInput[],
  signal: AbortSignal,
): Promise<readonly ResetResult[]> {
  const path = apiPath`/v1/groups/${groupId}/offsets`;
  const all: ResetResult[] = [];
  for (const { groupId: _, ...request } of requests) {
    const body = { ...request, dryRun: true, force: true };
    const { results } = await api.post<ResetOffsetsResponse>(path, body, { signal });
    all.push(...results);
  }
  return all;
}

function rowOf(
  places: readonly ResetPlace[],
  { partition, offset, errorMessage }: ResetResult,
): PreviewRow {
  const now = places.find((each) => each.partition === partition);
  const after = errorMessage === '' ? offset : undefined;
  const end = now?.highWatermark;
  const lag = after === undefined || end === undefined ? undefined : Math.max(0, end - after);
  return { partition, before: now?.committedOffset, after, lag, problem: errorMessage };
}

function byPartition(one: PreviewRow, other: PreviewRow): number {
  return one.partition - other.partition;
}

/** `+5`, `-3`, `0`; unknown where nothing was committed. */
function differenceOf({ before, after }: PreviewRow): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before;
}

const columns: readonly TableColumn<PreviewRow>[] = [
  {
    ...{ id: 'partition', title: 'Partition', align: 'right', width: 90 },
    value: ({ partition }) => partition,
  },
  {
    ...{ id: 'before', title: 'Now', align: 'right', value: ({ before }) => before },
    render: ({ before }) => formatCount(before),
  },
  {
    ...{ id: 'after', title: 'Then', align: 'right', value: ({ after }) => after },
    render: ({ after, problem }) =>
      problem === '' ? formatCount(after) : <span class="problem">{problem}</span>,
  },
  {
    ...{ id: 'difference', title: 'Difference', align: 'right', value: differenceOf },
    render: (row) => {
      const difference = differenceOf(row);
      return `${(difference ?? 0) > 0 ? '+' : ''}${formatCount(difference)}`;
    },
  },
  {
    ...{ id: 'lag', title: 'Lag then', align: 'right', value: ({ lag }) => lag },
    render: ({ lag }) => formatCount(lag),
  },
];
