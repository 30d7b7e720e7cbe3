import type { ListPartitionReassignmentsResponse } from '@weir/protos';
import { useMemo, useState } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import { DataTable } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { formatCount } from '../../format/format-count.ts';
import { TextInput } from '../../components/text-input.tsx';
import { useQuery } from '../../router/use-query.ts';
import { ElectPreferredAction, ElectUncleanAction } from './elect-action.tsx';
import { MoveAction } from './move-action.tsx';
import { Moves } from './moves.tsx';
import { partitionColumns } from './partition-columns.tsx';
import {
  partitionName,
  partitionStates,
  type PartitionList,
  type PartitionRow,
  type PartitionState,
} from './partition-list.ts';
import { partitionsIntervalMs, usePartitions, useTopicNames } from './use-partitions.ts';
import './partitions.css';

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
  const moves = usePoll<ListPartitionReassignmentsResponse>(
    '/v1/reassignments',
    partitionsIntervalMs,
  );
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
    usePoll<PartitionList>(withQuery('/v1/partitions', { state, limit: 1 }), partitionsIntervalMs)
      .data?.total;
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
  const names = useTopicNames(state === undefined);
  const [topic, setTopic] = useQuery('topic');
  const isOneTopic = state === undefined && names.includes(topic);
  const { rows, total, error } = usePartitions(state, isOneTopic ? topic : '');
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(
    () => (rows ?? []).filter((row) => keys.has(partitionName(row))),
    [rows, keys],
  );
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
          <>
            {state === undefined && (
              <TextInput
                label="Topic"
                placeholder="Topic"
                value={topic}
                onInput={setTopic}
                suggestions={names}
              />
            )}
            <SelectedActions partitions={selected} />
          </>
        }
      />
      {rows !== undefined && total > rows.length && (
        <p class="muted">
          These are the first {formatCount(rows.length)} of {formatCount(total)}.
          {state === undefined && ' Name a topic to see all of its partitions.'}
        </p>
      )}
    </>
  );
}

function SelectedActions({ partitions }: { readonly partitions: readonly PartitionRow[] }) {
  const [first] = partitions;
  if (first === undefined) return null;
  return (
    <>
      <span class="muted">{formatCount(partitions.length)} selected</span>
      <ElectPreferredAction partitions={partitions} />
      <MoveAction partitions={partitions} />
      {partitions.length === 1 && first.leader === undefined && (
        <ElectUncleanAction partition={first} />
      )}
    </>
  );
}
