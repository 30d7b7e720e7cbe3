import type { BalanceReplicasResponse } from '@weir/protos';
import { useEffect, useState } from 'preact/hooks';
import { type ApiError, isAbort, toApiError } from '../../api/api-error.ts';
import { api } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatCounted } from '../../format/format-count.ts';
import { parseByteRate } from '../../format/parse-byte-rate.ts';
import { weirCommand } from '../../format/weir-command.ts';
import { ThrottleField, throttleObstacle } from '../partitions/throttle-field.tsx';

type Move = BalanceReplicasResponse['moves'][number];

const columns: readonly TableColumn<Move>[] = [
  { id: 'partition', title: 'Partition', value: nameOf },
  { id: 'from', title: 'From', value: (move) => move.fromReplicas.join(' '), width: 120 },
  { id: 'to', title: 'To', value: (move) => move.toReplicas.join(' '), width: 120 },
];

/** Gives all nodes equally many replicas; shows what would move before. */
export function BalanceAction() {
  const [throttle, setThrottle] = useState('');
  const [moves, setMoves] = useState<readonly Move[]>();
  return (
    <Action
      label="Balance…"
      title="Balance the replicas"
      runLabel="Move"
      isWide
      command={weirCommand('cluster', 'balance', ['--throttle', throttle.trim() || undefined])}
      problem={moves?.length === 0 ? 'All nodes are balanced' : throttleObstacle(throttle)}
      onOpen={() => {
        setMoves(undefined);
      }}
      run={async (signal) => {
        const body = { bytesPerSecond: parseByteRate(throttle) ?? 0 };
        const answer = await api.post<BalanceReplicasResponse>('/v1/balance', body, { signal });
        return `${formatCounted(answer.moves.length, 'partition')} to move: see Partitions`;
      }}
    >
      <p>
        Nodes that are alive get equally many replicas, and equally many to lead, by as few moves as
        can be.
      </p>
      <Preview moves={moves} onMoves={setMoves} />
      <ThrottleField value={throttle} onInput={setThrottle} />
    </Action>
  );
}

/** What would be moved, asked for when the dialog opens. */
function Preview(props: {
  readonly moves: readonly Move[] | undefined;
  readonly onMoves: (moves: readonly Move[]) => void;
}) {
  const { moves, onMoves } = props;
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      try {
        const body = { validateOnly: true };
        const options = { signal: controller.signal };
        const answer = await api.post<BalanceReplicasResponse>('/v1/balance', body, options);
        onMoves(answer.moves);
      } catch (thrown) {
        if (!isAbort(thrown)) setError(toApiError(thrown));
      }
    };
    void ask();
    return () => {
      controller.abort();
    };
  }, []);
  if (error !== undefined) return <ErrorNote error={error} isInDialog />;
  if (moves?.length === 0) return <p>All nodes are balanced: there is nothing to move.</p>;
  return (
    <div class="preview">
      <DataTable
        label="What would be moved"
        columns={columns}
        rows={moves}
        rowKey={nameOf}
        name="balance"
        isBare
      />
    </div>
  );
}

function nameOf({ partition }: Move): string {
  return `${partition?.topic}/${partition?.partition}`;
}
