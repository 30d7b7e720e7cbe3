import type { DescribeGroupResponse, GroupPartition } from '@weir/protos';
import { StatusDot } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatCount, formatRate } from '../../format/format-count.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { formatTime } from '../../format/format-time.ts';
import { hrefOf } from '../../router/location.ts';

/** What a group reads, partition by partition. */
export function GroupPartitions({ group }: { readonly group: DescribeGroupResponse | undefined }) {
  return (
    <DataTable
      label="Partitions of the group"
      columns={columns}
      rows={group?.partitions}
      rowKey={({ topic, partition }) => `${topic}/${partition}`}
      rowPath={({ topic, partition, committedOffset }) =>
        recordsPath(topic, partition, committedOffset)
      }
      empty="It has committed nothing, and nobody reads"
      name="p"
    />
  );
}

/** Where the group would go on. */
function recordsPath(topic: string, partition: number, offset: number | undefined): string {
  const place = offset === undefined ? '' : `&offset=${offset}`;
  return `/topics/${encodeURIComponent(topic)}/records?partition=${partition}${place}`;
}

const columns: readonly TableColumn<GroupPartition>[] = [
  {
    ...{ id: 'topic', title: 'Topic', value: ({ topic }) => topic },
    render: ({ topic }) => <a href={hrefOf(`/topics/${encodeURIComponent(topic)}`)}>{topic}</a>,
  },
  {
    ...{ id: 'partition', title: 'Partition', align: 'right', width: 80 },
    value: ({ partition }) => partition,
  },
  {
    ...{ id: 'member', title: 'Member', value: ({ memberId }) => memberId },
    render: ({ memberId }) =>
      memberId === '' ? (
        <span class="muted">nobody</span>
      ) : (
        <span title={memberId}>{memberId}</span>
      ),
  },
  {
    ...{ id: 'committed', title: 'Committed', align: 'right', width: 100 },
    hint: 'Next offset that is read when it starts again',
    value: ({ committedOffset }) => committedOffset,
    render: ({ committedOffset, committedAtMs }) => (
      <span title={committedAtMs === undefined ? undefined : `At ${formatTime(committedAtMs)}`}>
        {formatCount(committedOffset)}
      </span>
    ),
  },
  {
    ...{ id: 'end', title: 'End', align: 'right', width: 95 },
    value: ({ highWatermark }) => highWatermark,
    render: ({ highWatermark }) => formatCount(highWatermark),
  },
  {
    ...{ id: 'lag', title: 'Lag', align: 'right', width: 80 },
    value: ({ lag }) => lag,
    render: ({ lag }) => formatCount(lag),
  },
  {
    ...{ id: 'behind', title: 'Behind by', align: 'right', width: 95 },
    hint: 'For how long the oldest record that is not committed has been there',
    value: ({ lagMs }) => lagMs,
    render: ({ lagMs }) => formatDuration(lagMs),
  },
  {
    ...{ id: 'in', title: 'Written', align: 'right', width: 80 },
    value: ({ appendedPerSecond }) => appendedPerSecond,
    render: ({ appendedPerSecond }) => formatRate(appendedPerSecond),
  },
  {
    ...{ id: 'out', title: 'Read', align: 'right', width: 80 },
    value: ({ consumedPerSecond }) => consumedPerSecond,
    render: ({ consumedPerSecond }) => formatRate(consumedPerSecond),
  },
  {
    ...{ id: 'stuck', title: 'Stuck', width: 90, value: ({ isStuck }) => isStuck },
    hint: 'There are records, and its member takes none',
    render: ({ isStuck, stuckMs }) =>
      isStuck && <StatusDot tone="bad">{formatDuration(stuckMs)}</StatusDot>,
  },
];
