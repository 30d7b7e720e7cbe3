import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { maxBy, perSecond, quantileNow, sumBy } from '../../promql.ts';
import { controller } from './cluster-series.ts';

/** What the controllers decide. */
export const clusterControllers: Row = {
  title: 'Controllers',
  panels: [
    timeseries({
      title: 'Active controller',
      about: 'Which controller decides. Normal: one line at 1; it changes when that one stops.',
      runbook: 'WeirNoActiveController',
      queries: [
        { expr: maxBy(['instance'], controller('active_controllers')), legend: '{{instance}}' },
      ],
      unit: 'short',
      max: 1,
    }),
    timeseries({
      title: 'Elections',
      about:
        'Leaders elected in a second, in rounds of many at once; undecided when too few replicas promised; unclean when records ' +
        'may be lost. Normal: elected moves when nodes come and go, the others stay 0.',
      runbook: 'WeirElectionsOften',
      queries: [
        { expr: sumBy([], perSecond(controller('elections_total'))), legend: 'elected' },
        { expr: sumBy([], perSecond(controller('election_rounds_total'))), legend: 'rounds' },
        {
          expr: sumBy([], perSecond(controller('undecided_elections_total'))),
          legend: 'undecided',
        },
        { expr: sumBy([], perSecond(controller('unclean_elections_total'))), legend: 'unclean' },
      ],
      unit: 'cps',
    }),
    timeseries({
      title: 'Time to elect',
      about:
        'From the decision that a leader is gone until the new leader knows. Normal: below a second. ' +
        '0 where nobody was elected.',
      runbook: 'WeirElectionsUndecided',
      queries: [
        { expr: quantileNow(0.5, controller('election_seconds_bucket')), legend: 'p50' },
        { expr: quantileNow(0.99, controller('election_seconds_bucket')), legend: 'p99' },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'What controllers went through',
      about:
        'Events in a second: nodes found dead, controllers that took over, stepped down or gave way, ' +
        'stores that were lost or rebuilt. Normal: 0 unless something was restarted.',
      runbook: 'WeirControllerChanges',
      queries: [
        ['node_deaths', 'nodes dead'],
        ['activations', 'took over'],
        ['fencings', 'stepped down'],
        ['cut_offs', 'gave way'],
        ['store_outages', 'store lost'],
        ['store_rebuilds', 'store rebuilt'],
      ].map(([noun, legend]) => ({
        expr: sumBy([], perSecond(controller(`${noun}_total`))),
        legend: `${legend}`,
      })),
      unit: 'cps',
      width: 12,
    }),
    timeseries({
      title: 'Cluster size',
      about: 'Nodes, topics and partitions. Normal: as you made it.',
      runbook: 'WeirNodeDown',
      queries: [
        { expr: maxBy([], controller('alive_nodes')), legend: 'nodes alive' },
        { expr: maxBy([], controller('topics')), legend: 'topics' },
        { expr: maxBy([], controller('partitions')), legend: 'partitions' },
      ],
      unit: 'short',
      width: 6,
    }),
    timeseries({
      title: 'Changes of metadata',
      about:
        'Versions of the metadata in a second. Normal: near 0; many at once when a node comes or goes.',
      runbook: 'WeirIsrChurn',
      queries: [
        {
          expr: maxBy([], perSecond(controller('metadata_version'))),
          legend: 'versions',
        },
      ],
      unit: 'cps',
      width: 6,
    }),
  ],
};
