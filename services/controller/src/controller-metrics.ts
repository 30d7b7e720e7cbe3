import type { Partition, Topic } from '@weir/protos';
import {
  isLeaderless,
  isUnderMinIsr,
  isUnderReplicated,
  type Metrics,
  setTotal,
} from '@weir/runtime';
import type { Controller } from './controller.ts';

/** What metrics are taken from at each scrape. */
export type MeasuredController = Pick<
  Controller,
  | 'counts'
  | 'decommissioningNodes'
  | 'isActive'
  | 'isStoreAvailable'
  | 'metadata'
  | 'movingPartitions'
>;

/** Name, what it says, and its value now. */
type Reading = readonly [
  name: string,
  help: string,
  value: (controller: MeasuredController) => number,
];

const gauges: readonly Reading[] = [
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
  [
    'metadata_version',
    'Version of the metadata that this controller knows; begins anew with each active controller',
    ({ metadata }) => metadata.version,
  ],
  ['topics', 'Topics', ({ metadata }) => metadata.topics().length],
  ['partitions', 'Partitions', (controller) => countPartitions(controller, () => true)],
  [
    'leaderless_partitions',
    'Partitions without a leader',
    (controller) => countPartitions(controller, isLeaderless),
  ],
  [
    'under_replicated_partitions',
    'Partitions with fewer replicas in sync than assigned',
    (controller) => countPartitions(controller, isUnderReplicated),
  ],
  [
    'under_min_isr_partitions',
    'Partitions with fewer replicas in sync than min.insync.replicas: acks=all is refused',
    (controller) => countPartitions(controller, isUnderMinIsr),
  ],
  [
    'not_preferred_leader_partitions',
    'Partitions that another replica than the preferred one leads',
    (controller) => countPartitions(controller, isLedByAnother),
  ],
  [
    'moving_partitions',
    'Partitions that are being moved to another replica set, as the active controller knows',
    (controller) => controller.movingPartitions,
  ],
  [
    'group_shards',
    'Shards of groups, each of which a coordinator should hold; 0 before the cluster is founded',
    ({ metadata }) => metadata.groupShards,
  ],
  [
    'unheld_group_shards',
    'Shards of groups that no coordinator holds',
    ({ metadata }) => countUnheldShards(metadata),
  ],
  ['known_nodes', 'Storage nodes that are registered', ({ metadata }) => metadata.nodes().length],
  [
    'alive_nodes',
    'Storage nodes that are alive',
    ({ metadata }) => metadata.nodes().filter(({ state }) => state === 'NODE_STATE_ALIVE').length,
  ],
  [
    'decommissioning_nodes',
    'Storage nodes that are being emptied, as the active controller knows',
    (controller) => controller.decommissioningNodes,
  ],
];

const totals: readonly Reading[] = [
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

/** What a controller tells its metrics as it happens. */
export interface ControllerObserver {
  /** A partition that had lost its leader, or never had one, is led: how long that took. */
  readonly leaderFound: (seconds: number) => void;
}

/** Registers what a controller shows on its ops port. */
export function registerControllerMetrics(
  metrics: Metrics,
  controller: MeasuredController,
): ControllerObserver {
  for (const [name, help, value] of gauges) {
    metrics.gauge({ name: `weir_controller_${name}`, help }, (gauge) => {
      gauge.set(value(controller));
    });
  }
  for (const [name, help, value] of totals) {
    metrics.counter({ name: `weir_controller_${name}`, help }, (counter) => {
      setTotal(counter, value(controller));
    });
  }
  const histogram = metrics.histogram({
    name: 'weir_controller_election_seconds',
    help: 'From the decision that a partition has no leader to the answer of its new one, new partitions included',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  });
  const seconds = histogram.labels({});
  return {
    leaderFound: (value) => {
      seconds.observe(value);
    },
  };
}

function countPartitions(
  { metadata }: MeasuredController,
  isCounted: (partition: Partition, topic: Topic) => boolean,
): number {
  let count = 0;
  for (const topic of metadata.topics()) {
    for (const partition of topic.partitions) if (isCounted(partition, topic)) count += 1;
  }
  return count;
}

function countUnheldShards(metadata: MeasuredController['metadata']): number {
  const held = new Set(metadata.coordinators().flatMap(({ shards }) => shards));
  return Math.max(0, metadata.groupShards - held.size);
}

function isLedByAnother({ leader, assignedReplicas }: Partition): boolean {
  return leader !== undefined && leader !== assignedReplicas[0];
}
