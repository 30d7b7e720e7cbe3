import type { ListPartitionReassignmentsResponse } from '@weir/protos';
import { useMemo, useState } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { DataTable } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { formatCount } from '../../format/format-count.ts';
import { useQuery } from '../../router/use-query.ts';
import { ElectPreferredAction, ElectUncleanAction } from './elect-action.tsx';
import { MoveAction } from './move-action.tsx';
import { Moves } from './moves.tsx';
import { partitionColumns } from './partition-columns.tsx';
import {
  maxPartitionRows,
  partitionName,
  partitionStates,
  type PartitionList,
  type PartitionState,
} from './partition-list.ts';
import './partitions.css';

const intervalMs = 3_000;

const choiceTexts: Readonly<Record<PartitionState | 'all' | 'moves', string>> = {
  leaderless: 'Without a leader',
  'under-min-isr': 'Under min ISR',
  'under-replicated': 'Under-replicated',
  all: 'All',
  moves: 'Moves',
};

const emptyTexts: Readonly<Record<string, string>> = {
  leaderless: 'Every partition has a leader',
  'under-min-isr': 'Every partition has as many replicas in sync as min.insync.replicas asks for',
  'under-replicated': 'Every replica is in sync',
  all: 'There are no partitions yet: create a topic',
};

/** Partitions by what is wrong with them, moves that are under way, and what can be done. */
export function PartitionsPage() {
  const [shown, show] = useQuery('show', 'under-replicated');
  const counts = useCounts();
  const moves = usePoll<ListPartitionReassignmentsResponse>('/v1/reassignments', intervalMs);
  const all = { ...counts, moves: moves.data?.reassignments.length };
  return (
    <>
      <PageHeader title="Partitions" actions={<ElectPreferredAction />} />
      <div class="stack">
        <div class="choices" role="group" aria-label="Which partitions">
          {Object.entries(choiceTexts).map(([id, text]) => (
            <button
              key={id}
              type="button"
              class="button"
              aria-pressed={id === shown}
              onClick={() => {
                show(id);
              }}
            >
              {text} <CountBadge id={id} count={all[id as keyof typeof all]} />
            </button>
          ))}
        </div>
        {shown === 'moves' ? <Moves moves={moves} /> : <Partitions key={shown} shown={shown} />}
      </div>
    </>
  );
}

function CountBadge({ id, count }: { readonly id: string; readonly count: number | undefined }) {
  const isPlain = id === 'all' || id === 'moves' || count === undefined || count === 0;
  const problemTone = id === 'under-replicated' ? 'warn' : 'bad';
  return <span class={`badge badge-${isPlain ? 'plain' : problemTone}`}>{formatCount(count)}</span>;
}

/** How many partitions are in each state: a row is asked for, the answer tells how many there are. */
function useCounts(): Readonly<Record<PartitionState | 'all', number | undefined>> {
  const countOf = (state: string | undefined) =>
    usePoll<PartitionList>(withQuery('/v1/partitions', { state, limit: 1 }), intervalMs).data
      ?.total;
  const [leaderless, underMinIsr, underReplicated] = partitionStates;
  return {
    leaderless: countOf(leaderless),
    'under-min-isr': countOf(underMinIsr),
    'under-replicated': countOf(underReplicated),
    all: countOf(undefined),
  };
}

function Partitions({ shown }: { readonly shown: string }) {
  const state = partitionStates.find((each) => each === shown);
  const path = withQuery('/v1/partitions', { state, limit: maxPartitionRows });
  const { data, error } = usePoll<PartitionList>(path, intervalMs);
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const rows = data?.partitions;
  const selected = useMemo(
    () => (rows ?? []).filter((row) => keys.has(partitionName(row))),
    [rows, keys],
  );
  const [first] = selected;
  return (
    <>
      <DataTable
        label="Partitions"
        columns={partitionColumns}
        rows={rows}
        error={error}
        rowKey={partitionName}
        empty={emptyTexts[shown] ?? emptyTexts['all']}
        selection={{ keys, onChange: setKeys }}
        toolbar={
          selected.length > 0 && (
            <>
              <span class="muted">{formatCount(selected.length)} selected</span>
              <ElectPreferredAction partitions={selected} />
              <MoveAction partitions={selected} />
              {selected.length === 1 && first?.leader === undefined && first !== undefined && (
                <ElectUncleanAction partition={first} />
              )}
            </>
          )
        }
      />
      {data !== undefined && data.total > data.partitions.length && (
        <p class="muted">
          These are the first {formatCount(data.partitions.length)} of {formatCount(data.total)}.
          The page of a topic shows all of its partitions.
        </p>
      )}
    </>
  );
}
