import { recordsPerSecond } from '../contest/figure.ts';
import { loadContest } from './load-contest.ts';
import type { LoadVariant, ProduceLoad } from './load-variant.ts';

const variants: readonly LoadVariant<ProduceLoad>[] = [
  { id: '100b', what: '100 B', records: 5_000_000, valueBytes: 100 },
  { id: '1k', what: '1 KiB', records: 1_000_000, valueBytes: 1_024 },
].map(({ id, what, records, valueBytes }) => ({
  id,
  what,
  topic: { partitions: 6, replicationFactor: 1, flush: 'page-cache' },
  load: { kind: 'produce', records, valueBytes, acks: 'leader' },
}));

/** One node alone. */
export const produceRf1 = loadContest({
  summary: 'records of 100 B and 1 KiB a second from one producer to a single node',
  nodes: 1,
  variants,
  figures: [recordsPerSecond],
  bars: [],
  notes: [
    'One node, one producer process, 6 partitions, replication factor 1, page-cache durability. Weir with acks',
    '`leader` and Kafka with acks 1, both not idempotent; JetStream acknowledges what its one server stored.',
  ],
});
