import { StatusDot } from '../../components/badge.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { formatByteRate } from '../../format/format-bytes.ts';
import { formatCount, formatRate } from '../../format/format-count.ts';
import { hrefOf } from '../../router/location.ts';
import { DiskBar } from './disk-bar.tsx';
import type { NodeRow } from './node-row.ts';

const node: TableColumn<NodeRow> = {
  id: 'node',
  title: 'Node',
  value: (row) => row.node.nodeId,
  render: (row) => <a href={hrefOf(`/nodes/${row.node.nodeId}`)}>{row.node.nodeId}</a>,
  width: 58,
};

const state: TableColumn<NodeRow> = {
  id: 'state',
  title: 'State',
  value: (row) => row.state.text,
  render: ({ state: { tone, title, text } }) => (
    <StatusDot tone={tone} title={title}>
      {text}
    </StatusDot>
  ),
  width: 126,
};

const figures: readonly TableColumn<NodeRow>[] = [
  {
    ...{ id: 'leaders', title: 'Leaders', align: 'right', width: 76 },
    hint: 'Partitions that it leads',
    value: ({ report }) => report?.leaders,
    render: ({ report }) => formatCount(report?.leaders),
  },
  {
    ...{ id: 'replicas', title: 'Replicas', align: 'right', width: 80 },
    hint: 'Partitions of which it keeps a copy, its leaderships among them',
    value: ({ report }) => report?.replicas,
    render: ({ report }) => formatCount(report?.replicas),
  },
];

const disk: TableColumn<NodeRow> = {
  ...{ id: 'disk', title: 'Disk', width: 140 },
  hint: 'What the log takes of the disk space that it could take',
  value: ({ report }) => report?.freeBytes,
  render: ({ report }) => <DiskBar report={report} />,
};

const rates: readonly TableColumn<NodeRow>[] = [
  {
    ...{ id: 'records', title: 'Records in', align: 'right', width: 92 },
    hint: 'Appended by leaders, in a second',
    value: (row) => row.rates?.recordsIn,
    render: (row) => formatRate(row.rates?.recordsIn),
  },
  {
    ...{ id: 'in', title: 'Bytes in', align: 'right', width: 92 },
    hint: 'Appended by leaders, in a second',
    value: (row) => row.rates?.bytesIn,
    render: (row) => formatByteRate(row.rates?.bytesIn),
  },
  {
    ...{ id: 'out', title: 'Bytes out', align: 'right', width: 92 },
    hint: 'Sent to consumers, in a second',
    value: (row) => row.rates?.bytesOut,
    render: (row) => formatByteRate(row.rates?.bytesOut),
  },
];

/** The columns of the page of nodes. */
export const nodeColumns: readonly TableColumn<NodeRow>[] = [
  node,
  state,
  { id: 'address', title: 'Address', value: (row) => row.node.address, width: 148 },
  {
    ...{ id: 'place', title: 'Host, rack', width: 94 },
    value: (row) => placeOf(row.node),
  },
  ...figures,
  disk,
  ...rates,
  { id: 'version', title: 'Version', value: ({ report }) => report?.version, width: 66 },
];

/** Those of the overview. */
export const fewNodeColumns: readonly TableColumn<NodeRow>[] = [
  node,
  state,
  ...figures,
  disk,
  ...rates,
];

/** Where a node stands: its host, and its rack if it has one. */
function placeOf({ host, rack }: NodeRow['node']): string {
  return rack === '' ? host : `${host}, ${rack}`;
}
