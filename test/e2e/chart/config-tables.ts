import { controllerConfig } from '@weir/controller';
import { coordinatorConfigTable } from '@weir/coordinator';
import { gatewayConfig } from '@weir/gateway';
import type { ConfigDefinition } from '@weir/runtime';
import { storageNodeConfigTable } from '@weir/storage-node';

/** The services that the chart runs, by the names of their values. */
export const services = ['controller', 'storageNode', 'coordinator', 'gateway'] as const;

export type Service = (typeof services)[number];

/** What each service can be told. */
export const configTables = {
  controller: controllerConfig,
  storageNode: storageNodeConfigTable,
  coordinator: coordinatorConfigTable,
  gateway: gatewayConfig,
} as const satisfies Record<Service, ConfigDefinition>;

/** What the chart says itself, from values that have names of their own. */
const chartsOwn =
  /^WEIR_(PORT|OPS_PORT|LISTEN_HOST|LOG_LEVEL|ADVERTISED_ADDRESS|EXTERNAL_ADDRESS|CONTROLLERS|CONTROLLER_ID|COORDINATOR_ID|NODE_ID|HOST|RACK|DATA_DIR|DRAIN_TURN_TIMEOUT_MS|PARTITION_METRICS|GROUP_PARTITION_METRICS|AUTH|SUPER_USERS|ADMIN_KEY_FILE|(REDIS|TLS|CLUSTER_SECRET|JWT)(_[A-Z_]+)?)$/;

/** The rows of a service's config table that users of the chart may set. */
export function openRows(service: Service): ConfigDefinition {
  const rows = Object.entries(configTables[service]);
  return Object.fromEntries(rows.filter(([, { env }]) => !chartsOwn.test(env)));
}
