import { DataTable } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { BalanceAction } from './balance-action.tsx';
import { nodeColumns } from './node-columns.tsx';
import { useNodeRows } from './use-node-rows.ts';
import './nodes.css';

/** The storage nodes. */
export function NodesPage() {
  const { rows, error } = useNodeRows();
  return (
    <>
      <PageHeader title="Nodes" actions={<BalanceAction />} />
      <DataTable
        label="Nodes"
        columns={nodeColumns}
        rows={rows}
        error={error}
        rowKey={({ node }) => String(node.nodeId)}
        rowPath={({ node }) => `/nodes/${node.nodeId}`}
        empty="No storage node has registered yet: start one"
      />
    </>
  );
}
