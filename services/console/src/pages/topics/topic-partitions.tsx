import type { DescribeLogsResponse, Partition, Topic } from '@weir/protos';
import { useMemo } from 'preact/hooks';
import type { ApiError } from '../../api/api-error.ts';
import { StatusDot, type Tone } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount } from '../../format/format-count.ts';
import { hrefOf } from '../../router/location.ts';
import { laggingReplicas } from '../partitions/partition-list.ts';

type Log = DescribeLogsResponse['partitions'][number];

interface PartitionRow {
  readonly partition: Partition;
  readonly log: Log | undefined;
}

/** The partitions of a topic: who leads, who follows, what is there. */
export function TopicPartitions(props: {
  readonly topic: Topic | undefined;
  readonly logs: DescribeLogsResponse | undefined;
  readonly error: ApiError | undefined;
}) {
  const { topic, logs, error } = props;
  const rows = useMemo(() => rowsOf(topic, logs), [topic, logs]);
  const name = topic?.name ?? '';
  return (
    <DataTable
      label="Partitions"
      columns={columns}
      rows={rows}
      error={error}
      rowKey={({ partition }) => String(partition.partition)}
      rowPath={({ partition }) =>
        `/topics/${encodeURIComponent(name)}/records?partition=${partition.partition}`
      }
      defaultSort="partition"
      name="p"
    />
  );
}

function rowsOf(
  topic: Topic | undefined,
  logs: DescribeLogsResponse | undefined,
): readonly PartitionRow[] | undefined {
  if (topic === undefined) return undefined;
  const byPartition = new Map(
    logs?.partitions.filter((log) => !log.error).map((log) => [log.partition, log]),
  );
  return topic.partitions.map((partition) => ({
    partition,
    log: byPartition.get(partition.partition),
  }));
}

/** Records that the follower which is furthest behind still lacks. */
function largestGap({ log }: PartitionRow): number | undefined {
  if (log === undefined || log.followers.length === 0) return undefined;
  const ends = log.followers.map(({ logEndOffset }) => logEndOffset);
  return Math.max(0, log.logEndOffset - Math.max(0, Math.min(...ends)));
}

function stateOf(partition: Partition): { readonly tone: Tone; readonly text: string } {
  const { leader, leaderlessReason } = partition;
  if (leader === undefined) return { tone: 'bad', text: `No leader: ${leaderlessReason}` };
  const lagging = laggingReplicas(partition);
  if (lagging.length > 0) return { tone: 'warn', text: `Not in sync: ${lagging.join(', ')}` };
  return { tone: 'good', text: 'In sync' };
}

const columns: readonly TableColumn<PartitionRow>[] = [
  {
    ...{ id: 'partition', title: 'Partition', align: 'right', width: 90 },
    value: ({ partition }) => partition.partition,
  },
  {
    ...{ id: 'state', title: 'State', value: ({ partition }) => stateOf(partition).text },
    render: ({ partition }) => {
      const { tone, text } = stateOf(partition);
      return (
        <StatusDot tone={tone} title={text}>
          {text}
        </StatusDot>
      );
    },
  },
  {
    ...{ id: 'leader', title: 'Leader', align: 'right', width: 80 },
    hint: 'Node that leads it now',
    value: ({ partition }) => partition.leader,
    render: ({ partition: { leader } }) =>
      leader === undefined ? '–' : <a href={hrefOf(`/nodes/${leader}`)}>{leader}</a>,
  },
  {
    ...{ id: 'replicas', title: 'Replicas', width: 110 },
    hint: 'Nodes that hold it, the preferred leader first',
    value: ({ partition }) => partition.assignedReplicas.join(', '),
  },
  {
    ...{ id: 'epoch', title: 'Epoch', align: 'right', width: 75 },
    hint: 'Grows with each leader',
    value: ({ partition }) => partition.leaderEpoch,
  },
  {
    ...{ id: 'start', title: 'Log start', align: 'right', width: 110 },
    hint: 'Smallest offset that can be read',
    value: ({ log }) => log?.logStartOffset,
    render: ({ log }) => formatCount(log?.logStartOffset),
  },
  {
    ...{ id: 'end', title: 'High watermark', align: 'right', width: 130 },
    hint: 'First offset that is not committed yet',
    value: ({ log }) => log?.highWatermark,
    render: ({ log }) => formatCount(log?.highWatermark),
  },
  {
    ...{ id: 'gap', title: 'Behind', align: 'right', width: 85 },
    hint: 'Records that the slowest follower still lacks',
    value: (row) => largestGap(row),
    render: (row) => formatCount(largestGap(row)),
  },
  {
    ...{ id: 'segments', title: 'Segments', align: 'right', width: 90 },
    value: ({ log }) => log?.segments,
  },
  {
    ...{ id: 'size', title: 'Size', align: 'right', width: 100 },
    value: ({ log }) => log?.logBytes,
    render: ({ log }) => formatBytes(log?.logBytes),
  },
];
