import type { Cluster } from '@weir/client/for-gateway';
import type { RpcServer } from '@weir/runtime';
import { addAdminRoutes } from './admin-routes.ts';
import { addGroupRoutes } from './group-routes.ts';
import { addLogRoutes } from './log-routes.ts';
import { addMetadataRoutes } from './metadata-routes.ts';
import { noRelayMeter, type RelayMeter } from './relay-metrics.ts';

/** Adds every service whose calls the gateway passes on to their owners. */
export function addRoutes(
  server: RpcServer,
  cluster: Cluster,
  meter: RelayMeter = noRelayMeter,
): void {
  addMetadataRoutes(server, cluster, meter);
  addAdminRoutes(server, cluster, meter);
  addGroupRoutes(server, cluster, meter);
  addLogRoutes(server, cluster, meter);
}
