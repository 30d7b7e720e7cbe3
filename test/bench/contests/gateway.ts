import { type Bar, weirName } from '../contest/bar.ts';
import { latencies, recordsPerSecond } from '../contest/figure.ts';
import { loadContest } from './load-contest.ts';
import {
  type Door,
  type LoadVariant,
  type OneInFlightLoad,
  type ProduceLoad,
  replicated,
} from './load-variant.ts';

/** Doors and what goes through them. */
const doors: ReadonlyMap<Door, string> = new Map([
  ['direct', 'the client library, straight to the leaders'],
  ['gateway', 'generated stubs alone, through a gateway'],
]);

const produce = [...doors].map(([door, what]): LoadVariant<ProduceLoad> => ({
  id: door,
  what,
  topic: replicated('page-cache'),
  load: { kind: 'produce', records: 300_000, valueBytes: 1_024, acks: 'all', door },
}));

const oneInFlight = [...doors].map(([door, what]): LoadVariant<OneInFlightLoad> => ({
  id: `${door}-one-in-flight`,
  what: `${what}, one in flight`,
  topic: replicated('page-cache', 1),
  load: { kind: 'one-in-flight', records: 5_000, warmUpRecords: 2_500, valueBytes: 1_024, door },
}));

const bars: readonly Bar[] = [
  {
    variant: 'gateway',
    figure: recordsPerSecond.id,
    against: { peer: weirName, variant: 'direct' },
    limit: { atLeast: 0.5 },
  },
  {
    variant: 'gateway-one-in-flight',
    figure: 'p50Ms',
    against: { peer: weirName, variant: 'direct-one-in-flight', by: 'difference' },
    limit: { atMost: 0.6 },
  },
];

/** What the one address costs: the same records, with and without a gateway. */
export const gateway = loadContest({
  summary: 'records of 1 KiB through a gateway beside the client library, RF 3',
  nodes: 3,
  gateways: 1,
  variants: [...produce, ...oneInFlight],
  figures: [recordsPerSecond, ...latencies],
  bars,
  notes: [
    'One caller, 6 partitions (one in flight: 1), replication factor 3, acks all, `min.insync.replicas` 2. Direct:',
    'the client library, `sendMany` with default options. Gateway: one `PublishStream` of requests of 250 records,',
    'at most 32 of them unanswered, or one unary `Publish` after the other, by the generated stubs alone.',
  ],
});
