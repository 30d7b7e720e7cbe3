import { recordsPerSecond } from '../contest/figure.ts';
import { type Bar } from '../contest/bar.ts';
import { loadContest } from './load-contest.ts';
import { type Flush, type LoadVariant, type ProduceLoad, replicated } from './load-variant.ts';

const flushes: readonly Flush[] = ['page-cache', 'fsync'];
const figure = recordsPerSecond.id;

const notes = [
  'One producer process, 6 partitions, replication factor 3, acks all, `min.insync.replicas` 2, idempotent.',
  "Weir's client: `sendMany` with default options. Kafka's: its ProducerPerformance with batches of 1 MiB and a",
  'linger of 5 ms. With fsync every in-sync replica has a record on disk before it is acknowledged: Weir by',
  '`flush.policy=fsync` (its default), Kafka by `flush.messages=1`.',
];

function variantsOf(records: number, valueBytes: number): readonly LoadVariant<ProduceLoad>[] {
  return flushes.map((flush) => ({
    id: flush,
    what: flush,
    topic: replicated(flush),
    load: { kind: 'produce', records, valueBytes, acks: 'all' },
  }));
}

const rateBars: readonly Bar[] = [
  ...flushes.map((variant) => ({
    variant,
    figure,
    against: { peer: 'kafka' },
    limit: { atLeast: 1.5 },
  })),
  {
    variant: 'fsync',
    figure,
    against: { peer: 'kafka', variant: 'page-cache' },
    limit: { atLeast: 1 },
  },
];

const usageBars: readonly Bar[] = [
  { variant: 'page-cache', figure: 'serverCpuPerGib', limit: { atMost: 0.6 } },
  { variant: 'page-cache', figure: 'nodePeakRssMib', limit: { atMost: 0.4 } },
].map((bar) => ({ ...bar, against: { peer: 'kafka' } }));

/** Small records as fast as one producer can send them. */
export const produce100b = loadContest({
  summary: 'records of 100 B a second from one producer, RF 3, page cache and fsync',
  nodes: 3,
  variants: variantsOf(3_000_000, 100),
  figures: [recordsPerSecond],
  bars: rateBars,
  notes,
});

/** The same with records of 1 KiB; here CPU and memory have bars, too. */
export const produce1k = loadContest({
  summary: 'records of 1 KiB a second from one producer, RF 3, page cache and fsync',
  nodes: 3,
  variants: variantsOf(600_000, 1_024),
  figures: [recordsPerSecond],
  bars: [...rateBars, ...usageBars],
  notes,
});
