import type { AlterPartitionReassignmentsResponse } from '@weir/protos';
import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { Action } from '../../components/action.tsx';
import { formatCounted } from '../../format/format-count.ts';
import { parseByteRate } from '../../format/parse-byte-rate.ts';
import { weirCommand } from '../../format/weir-command.ts';
import { useCluster } from '../../state/cluster.ts';
import { NodePicker } from './node-picker.tsx';
import { partitionName, type PartitionRow } from './partition-list.ts';
import { planMoves, type PlannedMove } from './plan-moves.ts';
import { requireAccepted } from './require-accepted.ts';
import { ThrottleField, throttleObstacle } from './throttle-field.tsx';

/** Moves partitions to nodes that are picked; with one partition its own nodes are picked at first. */
export function MoveAction(props: {
  readonly partitions: readonly Pick<PartitionRow, 'topic' | 'partition' | 'assignedReplicas'>[];
  readonly isSmall?: boolean;
}) {
  const { partitions, isSmall = false } = props;
  const { data } = useCluster();
  const [first] = partitions;
  const [nodeIds, setNodeIds] = useState<readonly number[]>([]);
  const [throttle, setThrottle] = useState('');
  const moves = planMoves(partitions, nodeIds);
  const isOne = partitions.length === 1;
  return (
    <Action
      label="Move…"
      title={titleOf(partitions)}
      runLabel="Move"
      isSmall={isSmall}
      disabledReason={partitions.length === 0 ? 'Select partitions first' : undefined}
      command={moves.map((planned) => commandOf(planned, throttle)).join('\n')}
      problem={nodeIds.length === 0 ? 'Choose a node at least' : throttleObstacle(throttle)}
      onOpen={() => {
        // Those of the first would gather all of them on the same nodes.
        setNodeIds(isOne ? (first?.assignedReplicas ?? []) : []);
      }}
      run={(signal) => move(moves, throttle, signal)}
    >
      <p>
        The replicas are copied while the partition goes on as it is; then it switches.{' '}
        {isOne
          ? 'The first node becomes the preferred leader.'
          : 'Each partition begins with the next node, so that they lead in turn.'}
      </p>
      <NodePicker nodes={data?.nodes ?? []} chosen={nodeIds} onChange={setNodeIds} />
      <ThrottleField value={throttle} onInput={setThrottle} />
    </Action>
  );
}

async function move(moves: readonly PlannedMove[], throttle: string, signal: AbortSignal) {
  const reassignments = moves.map(({ topic, partition, replicas }) => ({
    partition: { topic, partition },
    replicas,
  }));
  const body = { reassignments, bytesPerSecond: parseByteRate(throttle) ?? 0 };
  const path = '/v1/reassignments';
  const { results } = await api.post<AlterPartitionReassignmentsResponse>(path, body, { signal });
  requireAccepted(results);
  return `${formatCounted(moves.length, 'partition')} to move: see Moves`;
}

function commandOf({ topic, partition, replicas }: PlannedMove, throttle: string): string {
  return weirCommand(
    ...(['partition', 'move', ['--topic', topic], ['--partition', partition]] as const),
    ['--to', replicas.join(',')],
    ['--throttle', throttle.trim() || undefined],
  );
}

function titleOf(partitions: readonly Pick<PartitionRow, 'topic' | 'partition'>[]): string {
  const [first] = partitions;
  return partitions.length === 1 && first !== undefined
    ? `Move ${partitionName(first)}`
    : `Move ${formatCounted(partitions.length, 'partition')}`;
}
