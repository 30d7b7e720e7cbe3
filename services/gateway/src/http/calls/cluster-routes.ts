import { AdminService } from '@weir/protos';
import type { CallRoute } from './call-route.ts';

const admin = AdminService.service;
const oneNode = '/v1/nodes/:node';

/** The cluster, its nodes, and where partitions lie and are led. */
export const clusterRoutes: readonly CallRoute[] = [
  {
    ...{ verb: 'GET', url: '/v1/cluster', name: 'DescribeCluster' },
    ...{ method: admin.DescribeCluster, summary: 'Nodes, coordinators, and what is wrong' },
  },
  {
    ...{ verb: 'POST', url: `${oneNode}/drain`, name: 'SetNodeDrain', pathField: 'nodeId' },
    ...{
      method: admin.SetNodeDrain,
      summary: 'Moves all leaderships off a node; or takes it back',
    },
    // Whoever says nothing means what the path says.
    defaults: async () => ({ draining: true }),
  },
  {
    ...{ verb: 'POST', url: `${oneNode}/decommission`, name: 'DecommissionNode' },
    ...{
      method: admin.DecommissionNode,
      summary: 'Moves all replicas off a node; or takes it back',
    },
    ...{ pathField: 'nodeId' },
  },
  {
    ...{ verb: 'DELETE', url: oneNode, name: 'RemoveNode', pathField: 'nodeId' },
    ...{ method: admin.RemoveNode, summary: 'Forgets a dead node that holds no replica' },
  },
  {
    ...{ verb: 'POST', url: '/v1/elections', name: 'ElectLeaders' },
    ...{ method: admin.ElectLeaders, summary: 'Elects preferred leaders, or with possible loss' },
  },
  {
    ...{ verb: 'GET', url: '/v1/reassignments', name: 'ListPartitionReassignments' },
    ...{ method: admin.ListPartitionReassignments, summary: 'The moves that are under way' },
  },
  {
    ...{ verb: 'POST', url: '/v1/reassignments', name: 'AlterPartitionReassignments' },
    ...{ method: admin.AlterPartitionReassignments, summary: 'Moves replicas, or cancels moves' },
  },
  {
    ...{ verb: 'POST', url: '/v1/balance', name: 'BalanceReplicas' },
    ...{ method: admin.BalanceReplicas, summary: 'Spreads replicas and leaders over the nodes' },
  },
];
