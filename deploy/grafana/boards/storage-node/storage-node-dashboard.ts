import type { Dashboard } from '../../dashboard.ts';
import { instanceVariable } from '../../variables.ts';
import { nodeHealth } from './node-health.ts';
import { nodeTraffic } from './node-traffic.ts';
import { nodeLatency } from './node-latency.ts';
import { nodeReplication } from './node-replication.ts';
import { nodeStorage } from './node-storage.ts';
import { nodeMemory } from './node-memory.ts';

/** Storage nodes, one or several, in detail. */
export const storageNodeDashboard: Dashboard = {
  uid: 'weir-storage-node',
  title: 'Weir / Storage node',
  description: 'What storage nodes carry, how fast, and what their disks hold.',
  variables: [
    instanceVariable('weir_storage_node_registered{weir_cluster="$cluster"}', 'Storage node'),
  ],
  rows: [nodeHealth, nodeTraffic, nodeLatency, nodeReplication, nodeStorage, nodeMemory],
};
