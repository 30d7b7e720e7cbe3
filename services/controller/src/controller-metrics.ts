import type { Metrics } from '@weir/runtime';
import type { Controller } from './controller.ts';

/** What a controller shows on its ops port. */
export function registerControllerMetrics(metrics: Metrics, controller: Controller): void {
  const { metadata } = controller;
  const gauge = (name: string, help: string, value: () => number): void => {
    metrics.gauge({ name: `weir_controller_${name}`, help }, (it) => {
      it.set(value());
    });
  };
  const partitions = () => metadata.topics().flatMap((topic) => topic.partitions);
  gauge('active_controllers', '1 where this controller is the active one', () =>
    controller.isActive ? 1 : 0,
  );
  gauge('topics', 'Topics', () => metadata.topics().length);
  gauge('partitions', 'Partitions', () => partitions().length);
  gauge(
    'leaderless_partitions',
    'Partitions without a leader',
    () => partitions().filter(({ leader }) => leader === undefined).length,
  );
  gauge(
    'under_replicated_partitions',
    'Partitions with fewer replicas in sync than assigned',
    () =>
      partitions().filter(
        ({ inSyncReplicas, assignedReplicas }) => inSyncReplicas.length < assignedReplicas.length,
      ).length,
  );
  gauge(
    'alive_nodes',
    'Storage nodes that are alive',
    () => metadata.nodes().filter(({ state }) => state === 'NODE_STATE_ALIVE').length,
  );
  gauge('elections_total', 'Leaders elected', () => controller.counts.elections);
  gauge(
    'undecided_elections_total',
    'Attempts to elect a leader that could not be decided',
    () => controller.counts.undecidedElections,
  );
  gauge('activations_total', 'Times that this controller became active', () => {
    return controller.counts.activations;
  });
}
