import type { Bar } from '../contest/bar.ts';
import { latencies } from '../contest/figure.ts';
import { loadContest } from './load-contest.ts';
import { type EndToEndLoad, type LoadVariant, replicated } from './load-variant.ts';

const seconds = 8;

const variants: readonly LoadVariant<EndToEndLoad>[] = [
  { id: '100b', recordsPerSecond: 5_000, valueBytes: 100 },
  { id: '1k', recordsPerSecond: 1_000, valueBytes: 1_024 },
].map(({ id, recordsPerSecond, valueBytes }) => ({
  id,
  what: `${recordsPerSecond.toLocaleString('en')}/s of ${valueBytes} B`,
  topic: replicated('page-cache'),
  load: { kind: 'end-to-end', recordsPerSecond, valueBytes, seconds },
}));

function latencyBar(variant: string, figure: string, peer: string, atMost: number): Bar {
  return { variant, figure, against: { peer }, limit: { atMost } };
}

/** How long a record takes from the instant at which it was due to the hands of a reader. */
export const endToEnd = loadContest({
  summary: 'latency from scheduled send to receipt, at 5,000/s of 100 B and 1,000/s of 1 KiB, RF 3',
  nodes: 3,
  variants,
  figures: latencies,
  bars: [
    latencyBar('1k', 'p50Ms', 'kafka', 0.7),
    latencyBar('1k', 'p99Ms', 'kafka', 0.4),
    latencyBar('100b', 'p50Ms', 'nats', 0.5),
    latencyBar('100b', 'p99Ms', 'nats', 0.5),
  ],
  notes: [
    'Open loop: a record is due at its place in a fixed schedule, and its latency runs from then, however late it',
    'was sent. Producer and consumer are one process; 6 partitions, replication factor 3, acks all,',
    `\`min.insync.replicas\` 2, page-cache durability, linger 0; ${seconds} s are measured. Clients warm up before in the`,
    "same process: Java's for 20 s, the others for 5 s.",
  ],
});
