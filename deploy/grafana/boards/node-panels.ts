import {
  fallingIsBad,
  heatmap,
  type Panel,
  risingIsBad,
  stat,
  timeseries,
  zeroIsWell,
} from '../panel.ts';
import { perSecond, quantile, quantileNow, type Select, sumBy } from '../promql.ts';

/**
 * Panels about storage nodes that several boards have. `node` selects the metrics of those that the board
 * is about, by what follows `weir_storage_node_`; `about` says what is normal for them.
 */
type NodePanel = (node: Select, about: string) => Panel;

/** Free share of each disk. */
export function freeShareOf(node: Select): string {
  return `${node('disk_free_bytes')} / ${node('disk_size_bytes')}`;
}

/** Replicas that were set aside. */
export const failedReplicas: NodePanel = (node, about) =>
  stat({
    title: 'Failed replicas',
    about,
    runbook: 'WeirReplicaFailed',
    width: 3,
    query: { expr: sumBy([], node('failed_replicas')) },
    steps: zeroIsWell,
  });

/** Free share of the fullest disk. */
export const leastFreeDisk: NodePanel = (node, about) =>
  stat({
    title: 'Least free disk',
    about,
    runbook: 'WeirDiskLow',
    width: 3,
    query: { expr: `min(${freeShareOf(node)})` },
    unit: 'percentunit',
    steps: fallingIsBad(0.15, 0.05),
  });

/** How long produce requests take now. */
export const writeP99: NodePanel = (node, about) =>
  stat({
    title: 'Write p99',
    about,
    runbook: 'WeirProduceSlow',
    width: 3,
    query: { expr: quantileNow(0.99, node('produce_phase_seconds_bucket', 'phase="total"')) },
    unit: 's',
    steps: risingIsBad(0.25, 1),
  });

/** Where produce requests spend their time. */
export const writePhases: NodePanel = (node, about) =>
  timeseries({
    title: 'Write p99, by phase',
    about,
    runbook: 'WeirProducePhaseSlow',
    queries: [byPhase(node('produce_phase_seconds_bucket'))],
    unit: 's',
  });

/** Where fetches spend their time. */
export const readPhases: NodePanel = (node, about) =>
  timeseries({
    title: 'Read p99, by phase',
    about,
    runbook: 'WeirFetchSlow',
    queries: [byPhase(node('fetch_phase_seconds_bucket'))],
    unit: 's',
  });

/** How many produce requests took how long. */
export const writeSpread: NodePanel = (node, about) =>
  heatmap({
    title: 'Spread of write times',
    about,
    runbook: 'WeirProduceSlow',
    query: {
      expr: sumBy(['le'], perSecond(node('produce_phase_seconds_bucket', 'phase="total"'))),
    },
  });

function byPhase(buckets: string) {
  return { expr: quantile(0.99, buckets, ['phase']), legend: '{{phase}}' };
}
