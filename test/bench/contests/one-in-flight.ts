import type { Bar } from '../contest/bar.ts';
import { latencies, recordsPerSecond } from '../contest/figure.ts';
import { loadContest } from './load-contest.ts';
import { type Flush, type LoadVariant, type OneInFlightLoad, replicated } from './load-variant.ts';

const figure = recordsPerSecond.id;

function variantOf(flush: Flush, warmUpRecords: number): LoadVariant<OneInFlightLoad> {
  return {
    id: flush,
    what: flush,
    topic: replicated(flush, 1),
    load: { kind: 'one-in-flight', records: 5_000, warmUpRecords, valueBytes: 1_024 },
  };
}

const bars: readonly Bar[] = [
  { variant: 'page-cache', figure, against: { peer: 'kafka' }, limit: { atLeast: 1.3 } },
  {
    variant: 'page-cache',
    figure,
    against: { peer: 'nats' },
    limit: { atLeast: 1 },
    isGoal: true,
  },
  {
    variant: 'page-cache',
    figure: 'p99Ms',
    against: { peer: 'kafka' },
    limit: { atMost: 0.5 },
  },
  { variant: 'fsync', figure, against: { peer: 'nats' }, limit: { atLeast: 1 } },
];

/** How long a single record takes when nothing else is under way. */
export const oneInFlight = loadContest({
  summary: 'records of 1 KiB, each sent when the one before is acknowledged, RF 3',
  nodes: 3,
  variants: [variantOf('page-cache', 5_000), variantOf('fsync', 2_000)],
  figures: [recordsPerSecond, ...latencies],
  bars,
  notes: [
    'One producer process, one partition, replication factor 3, acks all, `min.insync.replicas` 2, linger 0:',
    'latency from sending a record to its acknowledgement. With fsync every in-sync replica has the record on',
    'disk before that: Weir by `flush.policy=fsync`, Kafka by `flush.messages=1`, JetStream by',
    '`sync_interval: always`. Without it JetStream syncs every 2 minutes, Kafka when the system does.',
  ],
});
