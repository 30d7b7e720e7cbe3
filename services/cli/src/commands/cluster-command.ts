import type { DescribeClusterResponse } from '@weir/client';
import { Command } from 'commander';
import { withWeir } from '../command-context.ts';
import { formatTable, output } from '../output.ts';

/** `weir cluster …` */
export function createClusterCommand(): Command {
  const cluster = new Command('cluster').description('show the cluster');
  cluster
    .command('describe')
    .description('show nodes, coordinators and what is not as it should be')
    .action((_options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const description = await weir.admin().describeCluster();
        if (format === 'json') output.json(description);
        else printCluster(description);
      }),
    );
  return cluster;
}

function printCluster(cluster: DescribeClusterResponse): void {
  output.line(`Cluster ${cluster.clusterId}`);
  output.line(`Controller ${cluster.controllerId} at ${cluster.controllerAddress}`);
  output.line(
    `${cluster.topics} topics, ${cluster.partitions} partitions, ` +
      `${cluster.leaderlessPartitions} without a leader, ` +
      `${cluster.underReplicatedPartitions} under-replicated`,
  );
  output.line('');
  const statuses = new Map(cluster.nodeStatuses.map((status) => [status.nodeId, status]));
  output.line(
    formatTable(
      ['NODE', 'ADDRESS', 'STATE', 'HOST', 'RACK', 'REPLICAS', 'LEADERS', 'LOG MiB', 'FAILED'],
      cluster.nodes.map(({ nodeId, address, state, host, rack }) => {
        const status = statuses.get(nodeId);
        return [
          `${nodeId}`,
          address,
          state.replace('NODE_STATE_', '').toLowerCase(),
          host,
          rack === '' ? '-' : rack,
          `${status?.replicas ?? '-'}`,
          `${status?.leaders ?? '-'}`,
          status === undefined ? '-' : (status.logBytes / 2 ** 20).toFixed(1),
          `${status?.failedReplicas ?? '-'}`,
        ];
      }),
    ),
  );
  output.line('');
  output.line(
    formatTable(
      ['COORDINATOR', 'ADDRESS', 'SHARDS'],
      cluster.coordinators.map(({ coordinatorId, address, shards }) => [
        coordinatorId,
        address,
        `${shards.length}`,
      ]),
    ),
  );
}
