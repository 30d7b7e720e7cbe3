import type { Row } from '../../dashboard.ts';
import { oneIsWell, risingIsBad, stat, table, zeroIsBest, zeroIsWell } from '../../panel.ts';
import {
  anyService,
  inCluster,
  maxBy,
  orZero,
  perSecond,
  quantileNow,
  sumBy,
} from '../../promql.ts';
import { failedReplicas, leastFreeDisk, writeP99 } from '../node-panels.ts';
import { controller, node } from './cluster-series.ts';

const firing = inCluster('ALERTS', 'alertname=~"Weir.+"', 'alertstate="firing"');

/** Is the whole cluster well: one look. */
export const clusterHealth: Row = {
  title: 'Is it healthy?',
  panels: [
    stat({
      title: 'Nodes missing',
      about: 'Storage nodes that the cluster knows and that are not alive. Normal: 0.',
      runbook: 'WeirNodeDown',
      width: 3,
      query: {
        expr: `${maxBy([], controller('known_nodes'))} - ${maxBy([], controller('alive_nodes'))}`,
      },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Leaderless',
      about: 'Partitions without a leader: nobody can write to or read from them. Normal: 0.',
      runbook: 'WeirPartitionLeaderless',
      width: 3,
      query: { expr: maxBy([], controller('leaderless_partitions')) },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Under min ISR',
      about:
        'Partitions with fewer replicas in sync than min.insync.replicas: writes that ask for all ' +
        'replicas are refused. Normal: 0.',
      runbook: 'WeirPartitionUnderMinIsr',
      width: 3,
      query: { expr: maxBy([], controller('under_min_isr_partitions')) },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Under replicated',
      about:
        'Partitions with a replica that is not in sync. Normal: 0, and for a minute after a node ' +
        'restarts some.',
      runbook: 'WeirPartitionUnderReplicated',
      width: 3,
      query: { expr: maxBy([], controller('under_replicated_partitions')) },
      steps: zeroIsBest,
    }),
    stat({
      title: 'Active controllers',
      about: 'Controllers that decide. Normal: exactly 1.',
      runbook: 'WeirNoActiveController',
      width: 3,
      query: { expr: sumBy([], controller('active_controllers')) },
      steps: [...oneIsWell, { color: 'red', value: 2 }],
    }),
    stat({
      title: 'Metadata store',
      about:
        'Whether every controller reached its store (Redis) when it last tried. Without it records ' +
        'still flow, but nobody can be elected and nothing be created. Normal: up.',
      runbook: 'WeirStoreUnavailable',
      width: 3,
      query: { expr: `min(${controller('store_available')})` },
      steps: oneIsWell,
      words: { '0': 'down', '1': 'up' },
    }),
    failedReplicas(
      node,
      'Replicas that a node set aside because of damage or a failing disk. Normal: 0.',
    ),
    stat({
      title: 'Silent processes',
      about: 'Processes of Weir that Prometheus cannot scrape. Normal: 0.',
      runbook: 'WeirServiceMissing',
      width: 3,
      query: { expr: orZero(`count(${inCluster('up', anyService)} == 0)`) },
      steps: zeroIsWell,
    }),
    stat({
      title: 'Written',
      width: 3,
      about: 'Bytes of record batches that producers write in a second. Normal: what you expect.',
      runbook: 'WeirProduceErrors',
      query: { expr: sumBy([], perSecond(node('produced_bytes_total'))) },
      unit: 'binBps',
    }),
    stat({
      title: 'Read',
      width: 3,
      about: 'Bytes of record batches that consumers read in a second. Normal: what you expect.',
      runbook: 'WeirGroupLagGrowing',
      query: { expr: sumBy([], perSecond(node('fetched_bytes_total'))) },
      unit: 'binBps',
    }),
    stat({
      title: 'Write errors',
      width: 3,
      about: 'Share of produce requests that were answered with an error. Normal: below 1 %.',
      runbook: 'WeirProduceErrors',
      query: {
        expr:
          orZero(sumBy([], perSecond(node('produce_errors_total')))) +
          ` / clamp_min(${sumBy([], perSecond(node('produce_requests_total')))}, 1)`,
      },
      unit: 'percentunit',
      steps: risingIsBad(0.01, 0.05),
    }),
    writeP99(
      node,
      'Time that 99 of 100 produce requests stay below, from arrival to answer. Normal: below ' +
        '100 ms on SSDs.',
    ),
    stat({
      title: 'Read p99',
      about:
        'Time that 99 of 100 fetches take to read, once there is something to read. Normal: below ' +
        '50 ms.',
      runbook: 'WeirFetchSlow',
      width: 3,
      query: { expr: quantileNow(0.99, node('fetch_phase_seconds_bucket', 'phase="read"')) },
      unit: 's',
      steps: risingIsBad(0.1, 0.5),
    }),
    stat({
      title: 'Worst lag',
      width: 3,
      about:
        'Age of the oldest record that some group has not read yet. Normal: seconds, unless a group ' +
        'works in batches.',
      runbook: 'WeirGroupLagGrowing',
      query: { expr: orZero(maxBy([], inCluster('weir_group_lag_seconds'))) },
      unit: 's',
      steps: risingIsBad(60, 600),
    }),
    leastFreeDisk(node, 'Free share of the fullest disk of a storage node. Normal: above 15 %.'),
    stat({
      title: 'Alerts',
      about: 'Alerts of Weir that fire now, listed below. Normal: 0. Needs the alert rules.',
      runbook: 'WeirNodeDown',
      width: 3,
      query: { expr: orZero(`count(${firing})`) },
      steps: zeroIsWell,
    }),
    table({
      title: 'Alerts that fire',
      about: 'Each with how often it fires. Normal: none. Its runbook has its name.',
      runbook: 'WeirNodeDown',
      labels: [
        { name: 'Alert', label: 'alertname' },
        { name: 'Severity', label: 'severity' },
      ],
      values: [
        {
          name: 'Firing',
          expr: orZero(`count by (alertname, severity) (${firing})`, 'alertname'),
          unit: 'short',
          steps: zeroIsWell,
        },
      ],
      height: 5,
    }),
  ],
};
