import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { mean, onInstance, quantile } from '../../promql.ts';
import { readPhases, writePhases, writeSpread } from '../node-panels.ts';
import { node } from './node-series.ts';

/** How long writes and reads take, phase by phase. */
export const nodeLatency: Row = {
  title: 'Latency',
  panels: [
    writePhases(
      node,
      'queue: before its turn. append: into the file. flush: onto the disk. replicate: by ' +
        'followers. Normal: flush and replicate are the largest.',
    ),
    timeseries({
      title: 'Flush p99, by node',
      about:
        'Time of a disk sync. Normal: below 20 ms on SSDs; one node above the others has a slow disk.',
      runbook: 'WeirFlushSlow',
      queries: [
        {
          expr: quantile(0.99, node('produce_phase_seconds_bucket', 'phase="flush"'), ['instance']),
          legend: '{{instance}}',
        },
      ],
      unit: 's',
    }),
    writeSpread(node, 'How many produce requests took how long. Normal: one narrow band.'),
    readPhases(
      node,
      'wait: long poll for new records. read: from memory or disk. Normal: read is short.',
    ),
    timeseries({
      title: 'Replicate p99, by node',
      about:
        'Time from the append until enough followers have the records. Normal: about a flush and a ' +
        'round trip.',
      runbook: 'WeirProducePhaseSlow',
      queries: [
        {
          expr: quantile(0.99, node('produce_phase_seconds_bucket', 'phase="replicate"'), [
            'instance',
          ]),
          legend: '{{instance}}',
        },
      ],
      unit: 's',
    }),
    timeseries({
      title: 'Index writes',
      about: 'Time of a batch in the index (LevelDB), its sync included. Normal: like a flush.',
      runbook: 'WeirIndexWritesSlow',
      queries: [
        { expr: mean(onInstance, 'weir_storage_node_index_write_seconds'), legend: 'mean' },
        { expr: quantile(0.99, node('index_write_seconds_bucket')), legend: 'p99' },
      ],
      unit: 's',
    }),
  ],
};
