import { StatusDot } from '../../components/badge.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { hrefOf } from '../../router/location.ts';
import { isAwayFromPreferred, laggingReplicas, type PartitionRow } from './partition-list.ts';
import { ReplicaList } from './replica-list.tsx';

/** Columns of lists of partitions. */
export const partitionColumns: readonly TableColumn<PartitionRow>[] = [
  {
    ...{ id: 'topic', title: 'Topic' },
    value: ({ topic }) => topic,
    render: ({ topic }) => <a href={hrefOf(`/topics/${encodeURIComponent(topic)}`)}>{topic}</a>,
  },
  {
    ...{ id: 'partition', title: 'Partition', align: 'right', width: 90 },
    value: ({ partition }) => partition,
  },
  {
    ...{ id: 'state', title: 'State', width: 230 },
    value: (row) => stateOf(row).text,
    render: (row) => {
      const { tone, text } = stateOf(row);
      return (
        <StatusDot tone={tone} title={row.leaderlessReason || text}>
          {text}
        </StatusDot>
      );
    },
  },
  {
    ...{ id: 'leader', title: 'Leader', align: 'right', width: 80 },
    value: ({ leader }) => leader,
    render: ({ leader }) =>
      leader === undefined ? '–' : <a href={hrefOf(`/nodes/${leader}`)}>{leader}</a>,
  },
  {
    ...{ id: 'replicas', title: 'Replicas', width: 150 },
    hint: 'Node ids, the preferred leader first; those that are not in sync are marked',
    value: ({ assignedReplicas }) => assignedReplicas.join(' '),
    render: (row) => <ReplicaList {...row} />,
  },
  {
    ...{ id: 'epoch', title: 'Epoch', align: 'right', width: 80 },
    hint: 'Grows with each leader',
    value: ({ leaderEpoch }) => leaderEpoch,
  },
];

function stateOf(row: PartitionRow) {
  if (row.leader === undefined) {
    return { tone: 'bad', text: `no leader: ${row.leaderlessReason}` } as const;
  }
  const lagging = laggingReplicas(row);
  if (lagging.length > 0) {
    return { tone: 'warn', text: `not in sync: ${lagging.join(', ')}` } as const;
  }
  if (isAwayFromPreferred(row)) {
    return { tone: 'accent', text: `preferred leader is ${row.assignedReplicas[0]}` } as const;
  }
  return { tone: 'good', text: 'in sync' } as const;
}
