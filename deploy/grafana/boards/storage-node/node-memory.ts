import type { Row } from '../../dashboard.ts';
import { timeseries } from '../../panel.ts';
import { maxBy, ofService, onInstance } from '../../promql.ts';
import { each } from './node-series.ts';

/** What is in memory. */
export const nodeMemory: Row = {
  title: 'Memory and process',
  panels: [
    timeseries({
      title: 'Produce requests in memory',
      about: 'Bytes received and not answered yet. Normal: far below the limit of a node.',
      runbook: 'WeirProduceSlow',
      queries: [each('produce_in_flight_bytes')],
      unit: 'bytes',
      width: 6,
    }),
    timeseries({
      title: 'Newest batches in memory',
      about: 'Bytes of the tails that serve followers and readers at the end. Normal: steady.',
      runbook: 'WeirMemoryHigh',
      queries: [each('tail_bytes')],
      unit: 'bytes',
      width: 6,
    }),
    timeseries({
      title: 'Resident memory',
      about: 'Of the process. Normal: steady, below its limit.',
      runbook: 'WeirMemoryHigh',
      queries: [
        {
          expr: maxBy(
            ['instance'],
            onInstance('process_resident_memory_bytes', ofService('storage-node')),
          ),
          legend: '{{instance}}',
        },
      ],
      unit: 'bytes',
      width: 6,
    }),
    timeseries({
      title: 'Event loop, p99 delay',
      about: 'How late the process gets to its work. Normal: below 50 ms.',
      runbook: 'WeirEventLoopLag',
      queries: [
        {
          expr: maxBy(
            ['instance'],
            onInstance('nodejs_eventloop_lag_p99_seconds', ofService('storage-node')),
          ),
          legend: '{{instance}}',
        },
      ],
      unit: 's',
      width: 6,
    }),
  ],
};
