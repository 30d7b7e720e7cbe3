import { clusterDashboard } from './boards/cluster/cluster-dashboard.ts';
import { gatewayDashboard } from './boards/gateway.ts';
import { groupsDashboard } from './boards/groups.ts';
import { partitionDashboard } from './boards/partition.ts';
import { redisDashboard } from './boards/redis.ts';
import { servicesDashboard } from './boards/services.ts';
import { storageNodeDashboard } from './boards/storage-node/storage-node-dashboard.ts';
import { type Dashboard, dashboardJson } from './dashboard.ts';

/** All dashboards, in the order in which one reads them. */
export const dashboards: readonly Dashboard[] = [
  clusterDashboard,
  storageNodeDashboard,
  partitionDashboard,
  groupsDashboard,
  gatewayDashboard,
  redisDashboard,
  servicesDashboard,
];

/** The text of each file in `dashboards/`, by the file's name. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    dashboards.map((dashboard) => [
      `${dashboard.uid}.json`,
      `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`,
    ]),
  );
}
