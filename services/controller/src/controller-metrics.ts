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
  gauge('elections_total', 'Leaders elected', () => controller.counts.elected);
  gauge(
    'election_rounds_total',
    'Rounds of promises, each for any number of partitions',
    () => controller.counts.rounds,
  );
  gauge(
    'undecided_elections_total',
    'Attempts to elect a leader that could not be decided',
    () => controller.counts.undecided,
  );
  gauge(
    'unclean_elections_total',
    'Leaders elected with possible loss of records',
    () => controller.counts.unclean,
  );
  gauge(
    'node_deaths_total',
    'Storage nodes that were found dead',
    () => controller.counts.nodeDeaths,
  );
  gauge(
    'activations_total',
    'Times that this controller became active',
    () => controller.counts.activations,
  );
  gauge(
    'fencings_total',
    'Times that this controller stepped down for a newer one or a changed store',
    () => controller.counts.fencings,
  );
  gauge(
    'store_rebuilds_total',
    'Times that a metadata store that had lost decisions was rebuilt from the nodes',
    () => controller.counts.rebuilds,
  );
}
