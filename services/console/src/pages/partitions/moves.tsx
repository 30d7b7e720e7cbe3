import type {
  AlterPartitionReassignmentsResponse,
  ListPartitionReassignmentsResponse,
  OngoingReassignment,
} from '@weir/protos';
import { useMemo, useRef } from 'preact/hooks';
import { api } from '../../api/client.ts';
import type { Resource } from '../../api/use-poll.ts';
import { Action } from '../../components/action.tsx';
import { StatusDot, type Tone } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatByteRate } from '../../format/format-bytes.ts';
import { formatCount } from '../../format/format-count.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { weirCommand } from '../../format/weir-command.ts';
import { MoveBaselines } from './move-baselines.ts';
import { requireAccepted } from './require-accepted.ts';

type State = OngoingReassignment['state'];

const stateTexts: Readonly<Record<State, readonly [tone: Tone, text: string]>> = {
  REASSIGNMENT_STATE_UNSPECIFIED: ['plain', 'unknown'],
  REASSIGNMENT_STATE_QUEUED: ['plain', 'queued: others are moved first'],
  REASSIGNMENT_STATE_WAITING: ['warn', 'waiting'],
  REASSIGNMENT_STATE_COPYING: ['accent', 'copying'],
  REASSIGNMENT_STATE_SWITCHING: ['good', 'switching'],
};

interface MoveRow {
  readonly move: OngoingReassignment;
  readonly topic: string;
  readonly partition: number;
  /** 0 to 1, of what was left when this page first saw it. */
  readonly doneShare: number;
}

/** The moves that are under way: how far they are, and a way to take them back. */
export function Moves(props: { readonly moves: Resource<ListPartitionReassignmentsResponse> }) {
  const { data, error } = props.moves;
  const baselines = useRef(new MoveBaselines());
  const rows = useMemo(
    () => data?.reassignments.map((move) => rowOf(move, baselines.current)),
    [data],
  );
  return (
    <DataTable
      label="Moves"
      name="moves"
      columns={columns}
      rows={rows}
      error={error}
      rowKey={({ topic, partition }) => `${topic}/${partition}`}
      empty="Nothing is being moved"
    />
  );
}

function rowOf(move: OngoingReassignment, baselines: MoveBaselines): MoveRow {
  const { topic = '', partition = 0 } = move.partition ?? {};
  const doneShare = baselines.doneShare(
    `${topic}/${partition}/${move.startedMs}`,
    move.remainingRecords,
  );
  return { move, topic, partition, doneShare };
}

const columns: readonly TableColumn<MoveRow>[] = [
  { id: 'topic', title: 'Topic', value: ({ topic }) => topic },
  {
    ...{ id: 'partition', title: 'Partition', align: 'right', width: 90 },
    value: ({ partition }) => partition,
  },
  { id: 'from', title: 'From', value: ({ move }) => move.fromReplicas.join(' '), width: 90 },
  { id: 'to', title: 'To', value: ({ move }) => move.toReplicas.join(' '), width: 90 },
  {
    ...{ id: 'state', title: 'State', width: 200 },
    value: ({ move }) => stateTexts[move.state][1],
    render: ({ move }) => {
      const [tone, text] = stateTexts[move.state];
      return (
        <StatusDot tone={tone} title={move.reason || text}>
          {move.reason || text}
        </StatusDot>
      );
    },
  },
  {
    ...{ id: 'left', title: 'Records left', align: 'right', width: 170 },
    hint: 'What the slowest new replica still lacks',
    value: ({ move }) => move.remainingRecords,
    render: ({ move, doneShare }) => (
      <span class="move-progress">
        <span class="bar">
          <span style={{ width: `${(doneShare * 100).toFixed(1)}%` }} />
        </span>
        {formatCount(move.remainingRecords)}
      </span>
    ),
  },
  {
    ...{ id: 'throttle', title: 'Throttle', align: 'right', width: 100 },
    value: ({ move }) => move.bytesPerSecond,
    render: ({ move }) =>
      move.bytesPerSecond === 0 ? 'none' : formatByteRate(move.bytesPerSecond),
  },
  {
    ...{ id: 'age', title: 'For', align: 'right', width: 90 },
    value: ({ move }) => Date.now() - move.startedMs,
    render: ({ move }) => formatDuration(Date.now() - move.startedMs),
  },
  {
    ...{ id: 'cancel', title: '', width: 90 },
    value: () => undefined,
    render: (row) => <CancelAction {...row} />,
  },
];

function CancelAction({ move, topic, partition }: MoveRow) {
  const isSwitching = move.state === 'REASSIGNMENT_STATE_SWITCHING';
  return (
    <Action
      label="Cancel"
      title={`Cancel the move of ${topic}/${partition}`}
      runLabel="Cancel the move"
      isSmall
      isDanger
      disabledReason={isSwitching ? 'It is switching: it cannot be taken back' : undefined}
      command={weirCommand('partition', 'cancel', ['--topic', topic], ['--partition', partition])}
      run={async (signal) => {
        const body = { reassignments: [{ partition: { topic, partition }, replicas: [] }] };
        const path = '/v1/reassignments';
        const options = { signal };
        const { results } = await api.post<AlterPartitionReassignmentsResponse>(
          ...([path, body, options] as const),
        );
        requireAccepted(results);
        return `${topic}/${partition} stays on ${move.fromReplicas.join(', ')}`;
      }}
    >
      <p>The partition stays where it is; what has been copied is thrown away.</p>
    </Action>
  );
}
