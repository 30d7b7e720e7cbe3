import type { Dashboard } from '../../dashboard.ts';
import { clusterHealth } from './cluster-health.ts';
import { clusterThroughput } from './cluster-throughput.ts';
import { clusterLatency } from './cluster-latency.ts';
import { clusterReplication } from './cluster-replication.ts';
import { clusterControllers } from './cluster-controllers.ts';
import { clusterGroups } from './cluster-groups.ts';
import { clusterCapacity } from './cluster-capacity.ts';

/** Is the whole cluster well, and if not, where to look. */
export const clusterDashboard: Dashboard = {
  uid: 'weir-cluster',
  title: 'Weir / Cluster',
  description: 'Whether the cluster is well, what it carries, and where it hurts.',
  variables: [],
  rows: [
    clusterHealth,
    clusterThroughput,
    clusterLatency,
    clusterReplication,
    clusterControllers,
    clusterGroups,
    clusterCapacity,
  ],
};
