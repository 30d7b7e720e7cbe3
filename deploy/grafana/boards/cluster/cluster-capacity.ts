import type { Row } from '../../dashboard.ts';
import { fallingIsBad, oneIsWell, table, timeseries, zeroIsWell } from '../../panel.ts';
import { inCluster, maxBy, ofService, sumBy } from '../../promql.ts';
import { node, freeShare } from './cluster-series.ts';

/** What the nodes hold, and what fits in. */
export const clusterCapacity: Row = {
  title: 'Capacity',
  panels: [
    table({
      title: 'Storage nodes',
      about:
        'Each node with what it holds. Normal: registered and caught up are 1, failed is 0, disks ' +
        'alike.',
      runbook: 'WeirNodeDown',
      labels: [
        {
          name: 'Node',
          label: 'instance',
          opens: { uid: 'weir-storage-node', variable: 'instance' },
        },
      ],
      values: [
        {
          name: 'Registered',
          expr: maxBy(['instance'], node('registered')),
          unit: 'none',
          steps: oneIsWell,
        },
        {
          name: 'Caught up',
          expr: maxBy(['instance'], node('caught_up')),
          unit: 'none',
          steps: oneIsWell,
        },
        { name: 'Leads', expr: maxBy(['instance'], node('leaders')), unit: 'short' },
        { name: 'Replicas', expr: maxBy(['instance'], node('replicas')), unit: 'short' },
        {
          name: 'Failed',
          expr: sumBy(['instance'], node('failed_replicas')),
          unit: 'short',
          steps: zeroIsWell,
        },
        { name: 'Log', expr: maxBy(['instance'], node('log_bytes')), unit: 'bytes' },
        {
          name: 'Disk free',
          expr: maxBy(['instance'], freeShare),
          unit: 'percentunit',
          steps: fallingIsBad(0.15, 0.05),
        },
        {
          name: 'Up since',
          expr: `${maxBy(['instance'], inCluster('process_start_time_seconds', ofService('storage-node')))} * 1000`,
          unit: 'dateTimeFromNow',
        },
      ],
      height: 7,
    }),
    timeseries({
      title: 'Log, by node',
      about: 'Bytes of segment files. Normal: grows until retention holds it, nodes alike.',
      runbook: 'WeirDiskLow',
      queries: [{ expr: maxBy(['instance'], node('log_bytes')), legend: '{{instance}}' }],
      unit: 'bytes',
    }),
    timeseries({
      title: 'Free share of disks',
      about: 'Normal: above 15 %. At 0 writes are refused until space returns.',
      runbook: 'WeirDiskLow',
      queries: [{ expr: maxBy(['instance'], freeShare), legend: '{{instance}}' }],
      unit: 'percentunit',
      steps: fallingIsBad(0.15, 0.05),
      max: 1,
    }),
    timeseries({
      title: 'Free space in four hours',
      about:
        'Bytes that will be free in four hours if the disk fills as in the last hour; 0 is full. ' +
        'Normal: flat.',
      runbook: 'WeirDiskFullSoon',
      queries: [
        {
          expr: `clamp_min(predict_linear(${node('disk_free_bytes')}[1h], 4 * 3600), 0)`,
          legend: '{{instance}}',
        },
      ],
      unit: 'bytes',
    }),
  ],
};
