import { eventually } from '../../harness/eventually.ts';
import type { LocalCluster } from '../../harness/local-cluster.ts';
import type { PrometheusProcess } from '../../harness/prometheus-process.ts';

/** Something that goes wrong and is mended, so that what counts it has something to show. */
export type DashboardFault = (
  cluster: LocalCluster,
  prometheus: PrometheusProcess,
) => Promise<void>;

/** A storage node dies under load and comes back: elections, in-sync sets, recovery. */
export const nodeDies: DashboardFault = async (cluster, prometheus) => {
  const { process } = cluster.node(3);
  await process.kill();
  await untilTrue(prometheus, 'max(weir_controller_alive_nodes) == 2', 'The death is seen');
  process.start();
  await untilTrue(
    prometheus,
    'max(weir_controller_under_replicated_partitions) == 0 and min(weir_storage_node_caught_up) == 1',
    'The node is in sync again',
  );
};

/** The active controller dies: another takes over. */
export const controllerDies: DashboardFault = async (cluster, prometheus) => {
  const [active] = await prometheus.query('weir_controller_active_controllers == 1');
  const { process } = cluster.member(active?.labels['instance'] ?? '');
  await process.kill();
  await untilTrue(prometheus, 'sum(weir_controller_active_controllers) == 1', 'Another is active');
  process.start();
  await untilTrue(prometheus, 'min(up) == 1', 'The controller is back');
};

/** Redis is gone for a while: errors and reconnects. */
export const redisRestarts: DashboardFault = async (cluster, prometheus) => {
  const { process } = cluster.member('redis');
  await process.stop();
  await untilTrue(prometheus, 'max(weir_controller_store_available) == 0', 'The loss is seen');
  process.start();
  await untilTrue(prometheus, 'min(weir_controller_store_available) == 1', 'Redis is back');
};

async function untilTrue(
  prometheus: PrometheusProcess,
  expression: string,
  what: string,
): Promise<void> {
  const wait = { what: `${what} (${expression})`, timeoutMs: 180_000, intervalMs: 250 };
  await eventually(async () => (await prometheus.query(expression)).length > 0, wait);
}
