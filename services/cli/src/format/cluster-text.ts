import type { DescribeClusterResponse, Node, NodeStatus } from '@weir/client';
import { type Column, rowTable } from '../result/list-result.ts';
import { formatTable } from './format-table.ts';
import { alarm, alarmCount } from './paint.ts';
import { nodeStateText } from './node-state-text.ts';

/** A node with what it last reported. */
interface NodeRow {
  readonly node: Node;
  readonly status: NodeStatus | undefined;
}

const addressColumns: readonly Column<NodeRow>[] = [
  { title: 'NODE', cell: ({ node }) => `${node.nodeId}` },
  { title: 'ADDRESS', cell: ({ node }) => node.address },
];

const externalColumn: Column<NodeRow> = {
  title: 'EXTERNAL',
  cell: ({ node }) => node.externalAddress || '-',
};

const figureColumns: readonly Column<NodeRow>[] = [
  { title: 'STATE', cell: stateText },
  { title: 'HOST', cell: ({ node }) => node.host },
  { title: 'RACK', cell: ({ node }) => node.rack || '-' },
  { title: 'REPLICAS', cell: ({ status }) => figure(status?.replicas) },
  { title: 'LEADERS', cell: ({ status }) => figure(status?.leaders) },
  { title: 'LOG MiB', cell: ({ status }) => mebibytes(status?.logBytes) },
  {
    title: 'FAILED',
    cell: ({ status }) => (status === undefined ? '-' : alarmCount(status.failedReplicas)),
  },
  { title: 'FREE MiB', cell: ({ status }) => mebibytes(status?.freeBytes), isWide: true },
  { title: 'ASSIGNED', cell: ({ status }) => figure(status?.assignedReplicas), isWide: true },
  { title: 'EPOCH', cell: ({ node }) => `${node.nodeEpoch}`, isWide: true },
  { title: 'VERSION', cell: ({ status }) => status?.version ?? '-', isWide: true },
];

/** A cluster with its nodes and coordinators, and what is not as it should be. */
export function formatCluster(cluster: DescribeClusterResponse): string {
  return [
    `Cluster ${cluster.clusterId}`,
    `Controller ${cluster.controllerId} at ${cluster.controllerAddress}`,
    `${cluster.topics} topics, ${cluster.partitions} partitions, ` +
      `${alarmCount(cluster.leaderlessPartitions)} without a leader, ` +
      `${alarmCount(cluster.underReplicatedPartitions)} under-replicated`,
    '',
    formatNodes(cluster),
    '',
    formatTable(
      ['COORDINATOR', 'ADDRESS', 'SHARDS'],
      cluster.coordinators.map(({ coordinatorId, address, shards }) => [
        coordinatorId,
        address,
        `${shards.length}`,
      ]),
    ),
  ].join('\n');
}

/** Storage nodes, one line each. */
export function formatNodes(
  { nodes, nodeStatuses }: Pick<DescribeClusterResponse, 'nodes' | 'nodeStatuses'>,
  { isWide = false }: { readonly isWide?: boolean } = {},
): string {
  const statuses = new Map(nodeStatuses.map((status) => [status.nodeId, status]));
  const hasExternal = nodes.some(({ externalAddress }) => externalAddress !== '');
  const columns = [...addressColumns, ...(hasExternal ? [externalColumn] : []), ...figureColumns];
  const table = rowTable(
    nodes
      .toSorted((left, right) => left.nodeId - right.nodeId)
      .map((node) => ({ node, status: statuses.get(node.nodeId) })),
    columns.filter((column) => isWide || column.isWide !== true),
  );
  const blocked = nodeStatuses
    .filter(({ decommissionBlockedReason }) => decommissionBlockedReason !== '')
    .map(({ nodeId, decommissionBlockedReason }) => `Node ${nodeId}: ${decommissionBlockedReason}`);
  return [table, ...blocked].join('\n');
}

function stateText({ node, status }: NodeRow): string {
  if (node.state === 'NODE_STATE_DEAD') return alarm('dead');
  if (status?.decommissioning === true) return 'decommissioning';
  return nodeStateText(node.state);
}

function figure(count: number | undefined): string {
  return count === undefined ? '-' : `${count}`;
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : (bytes / 2 ** 20).toFixed(1);
}
