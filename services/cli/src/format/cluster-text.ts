import type { DescribeClusterResponse, Node, NodeStatus } from '@weir/client';
import { formatTable } from './format-table.ts';

/** A cluster with its nodes and coordinators, and what is not as it should be. */
export function formatCluster(cluster: DescribeClusterResponse): string {
  return [
    `Cluster ${cluster.clusterId}`,
    `Controller ${cluster.controllerId} at ${cluster.controllerAddress}`,
    `${cluster.topics} topics, ${cluster.partitions} partitions, ` +
      `${cluster.leaderlessPartitions} without a leader, ` +
      `${cluster.underReplicatedPartitions} under-replicated`,
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
export function formatNodes({
  nodes,
  nodeStatuses,
}: Pick<DescribeClusterResponse, 'nodes' | 'nodeStatuses'>): string {
  const statuses = new Map(nodeStatuses.map((status) => [status.nodeId, status]));
  const hasExternal = nodes.some(({ externalAddress }) => externalAddress !== '');
  const figures = ['STATE', 'HOST', 'RACK', 'REPLICAS', 'LEADERS', 'LOG MiB', 'FAILED'];
  const table = formatTable(
    ['NODE', 'ADDRESS', ...(hasExternal ? ['EXTERNAL'] : []), ...figures],
    nodes
      .toSorted((left, right) => left.nodeId - right.nodeId)
      .map(({ nodeId, address, externalAddress, state, host, rack }) => {
        const status = statuses.get(nodeId);
        return [
          `${nodeId}`,
          address,
          ...(hasExternal ? [externalAddress || '-'] : []),
          stateText(state, status),
          host,
          rack === '' ? '-' : rack,
          `${status?.replicas ?? '-'}`,
          `${status?.leaders ?? '-'}`,
          status === undefined ? '-' : (status.logBytes / 2 ** 20).toFixed(1),
          `${status?.failedReplicas ?? '-'}`,
        ];
      }),
  );
  const blocked = nodeStatuses
    .filter(({ decommissionBlockedReason }) => decommissionBlockedReason !== '')
    .map(({ nodeId, decommissionBlockedReason }) => `Node ${nodeId}: ${decommissionBlockedReason}`);
  return [table, ...blocked].join('\n');
}

function stateText(state: Node['state'], status: NodeStatus | undefined): string {
  if (status?.decommissioning === true) return 'decommissioning';
  return state.replace('NODE_STATE_', '').toLowerCase();
}
