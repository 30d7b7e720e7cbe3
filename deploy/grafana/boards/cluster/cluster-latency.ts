import type { Row } from '../../dashboard.ts';
import { readPhases, writePhases, writeSpread } from '../node-panels.ts';
import { node } from './cluster-series.ts';

/** How long writes and reads take. */
export const clusterLatency: Row = {
  title: 'Latency',
  panels: [
    writePhases(
      node,
      'Where a produce request spends its time: queue (before its turn), append (file write), flush ' +
        '(disk sync), replicate (followers), total. Normal: flush and replicate are the largest.',
    ),
    readPhases(
      node,
      'Where a fetch spends its time: wait (long poll for new records), read (from memory or disk), ' +
        'total. Normal: wait is as long as clients ask for when little is written; read is short.',
    ),
    writeSpread(
      node,
      'How many produce requests took how long. Normal: one narrow band; a second band above it is ' +
        'a slow disk or follower.',
    ),
  ],
};
