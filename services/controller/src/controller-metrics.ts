import type { Partition } from '@weir/protos';
import type { Metrics } from '@weir/runtime';
import type { Controller } from './controller.ts';

/** Name, what it says, and its value now. */
type Gauge = readonly [name: string, help: string, value: (controller: Controller) => number];

const clusterGauges: readonly Gauge[] = [
  ['topics', 'Topics', ({ metadata }) => metadata.topics().length],
  ['partitions', 'Partitions', (controller) => countPartitions(controller, () => true)],
  [
    'leaderless_partitions',
    'Partitions without a leader',
    (controller) => countPartitions(controller, ({ leader }) => leader === undefined),
  ],
  [
    'under_replicated_partitions',
    'Partitions with fewer replicas in sync than assigned',
    (controller) => countPartitions(controller, isUnderReplicated),
  ],
  [
    'moving_partitions',
    'Partitions that are being moved to another replica set',
    (controller) => controller.movingPartitions,
  ],
  [
    'alive_nodes',
    'Storage nodes that are alive',
    ({ metadata }) => metadata.nodes().filter(({ state }) => state === 'NODE_STATE_ALIVE').length,
  ],
];

const controllerGauges: readonly Gauge[] = [
  [
    'active_controllers',
    '1 where this controller is the active one',
    ({ isActive }) => (isActive ? 1 : 0),
  ],
  [
    'store_available',
    '1 where the metadata store answered when it was asked last',
    ({ isStoreAvailable }) => (isStoreAvailable ? 1 : 0),
  ],
];

const totals: readonly Gauge[] = [
  ['elections_total', 'Leaders elected', ({ counts }) => counts.elected],
  [
    'election_rounds_total',
    'Rounds of promises, each for any number of partitions',
    ({ counts }) => counts.rounds,
  ],
  [
    'undecided_elections_total',
    'Attempts to elect a leader that could not be decided',
    ({ counts }) => counts.undecided,
  ],
  [
    'unclean_elections_total',
    'Leaders elected with possible loss of records',
    ({ counts }) => counts.unclean,
  ],
  ['moves_total', 'Partitions that have reached another replica set', ({ counts }) => counts.moves],
  ['node_deaths_total', 'Storage nodes that were found dead', ({ counts }) => counts.nodeDeaths],
  [
    'activations_total',
    'Times that this controller became active',
    ({ counts }) => counts.activations,
  ],
  [
    'fencings_total',
    'Times that this controller stepped down for a newer one or a changed store',
    ({ counts }) => counts.fencings,
  ],
  [
    'cut_offs_total',
    'Times that this controller gave way because most nodes fell silent at once',
    ({ counts }) => counts.cutOffs,
  ],
  [
    'store_outages_total',
    'Times that the metadata store did not answer after it had',
    ({ counts }) => counts.storeOutages,
  ],
  [
    'store_rebuilds_total',
    'Times that a metadata store that had lost decisions was rebuilt from the nodes',
    ({ counts }) => counts.rebuilds,
  ],
];

/** What a controller shows on its ops port. */
export function registerControllerMetrics(metrics: Metrics, controller: Controller): void {
  for (const [name, help, value] of [...controllerGauges, ...clusterGauges, ...totals]) {
    metrics.gauge({ name: `weir_controller_${name}`, help }, (gauge) => {
      gauge.set(value(controller));
    });
  }
}

function countPartitions(
  { metadata }: Controller,
  isCounted: (partition: Partition) => boolean,
): number {
  return metadata.topics().flatMap(({ partitions }) => partitions.filter(isCounted)).length;
}

function isUnderReplicated({ inSyncReplicas, assignedReplicas }: Partition): boolean {
  return inSyncReplicas.length < assignedReplicas.length;
}
