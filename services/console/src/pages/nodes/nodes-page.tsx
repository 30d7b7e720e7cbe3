import type { DescribeClusterResponse } from '@weir/protos';
import { useMemo } from 'preact/hooks';
import { usePoll } from '../../api/use-poll.ts';
import { DataTable } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import type { TableColumn } from '../../components/table-column.ts';
import { clusterIntervalMs, clusterPath } from '../../shell/cluster-path.ts';

type NodeRow = DescribeClusterResponse['nodes'][number];

const columns: readonly TableColumn<NodeRow>[] = [
  { id: 'node', title: 'Node', value: ({ nodeId }) => nodeId, width: 80 },
  { id: 'address', title: 'Address', value: ({ address }) => address },
];

/** The storage nodes. */
export function NodesPage() {
  const { data, error } = usePoll<DescribeClusterResponse>(clusterPath, clusterIntervalMs);
  const rows = useMemo(() => data?.nodes, [data]);
  return (
    <>
      <PageHeader title="Nodes" />
      <DataTable
        label="Nodes"
        columns={columns}
        rows={rows}
        error={error}
        rowKey={({ nodeId }) => String(nodeId)}
        rowPath={({ nodeId }) => `/nodes/${nodeId}`}
      />
    </>
  );
}
