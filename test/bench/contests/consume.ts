import type { Bar } from '../contest/bar.ts';
import { recordsPerSecond } from '../contest/figure.ts';
import { loadContest } from './load-contest.ts';
import { replicated } from './load-variant.ts';

const variant = 'page-cache';
const readFromCache = {
  id: variant,
  what: 'from the page cache',
  topic: replicated('page-cache'),
} as const;

function rateBar(atLeast: number): Bar {
  const against = { peer: 'kafka' };
  return { variant, figure: recordsPerSecond.id, against, limit: { atLeast } };
}

const notes = [
  'One consumer without a group reads 6 partitions from their beginning and looks into every value; checksums are',
  'checked. All contestants have default fetch settings. The topic is written before, replication factor 3, and',
  'read once before it is measured.',
];

/** Small records as fast as one consumer can take them. */
export const consume100b = loadContest({
  summary: 'records of 100 B a second to one consumer, from the page cache',
  nodes: 3,
  variants: [{ ...readFromCache, load: { kind: 'consume', records: 15_000_000, valueBytes: 100 } }],
  figures: [recordsPerSecond],
  bars: [rateBar(0.7), { ...rateBar(1), isGoal: true }],
  notes,
});

/** The same with records of 1 KiB. */
export const consume1k = loadContest({
  summary: 'records of 1 KiB a second to one consumer, from the page cache',
  nodes: 3,
  variants: [
    { ...readFromCache, load: { kind: 'consume', records: 2_000_000, valueBytes: 1_024 } },
  ],
  figures: [recordsPerSecond],
  bars: [rateBar(1)],
  notes,
});

/** Three members of a group, each a process, as fast as they can. */
export const groupConsume = loadContest({
  summary: 'records of 1 KiB a second to a group of 3 members, from the page cache',
  nodes: 3,
  variants: [
    {
      ...readFromCache,
      load: { kind: 'group-consume', records: 2_000_000, valueBytes: 1_024, members: 3 },
    },
  ],
  figures: [recordsPerSecond],
  bars: [],
  notes: [
    'Three processes join a new group at once and read 6 partitions from their beginning, replication factor 3. The',
    'rate is that of all together, from the first record of any member to the last of any. Members commit in the',
    "background, every 5 s. Kafka's are its ConsumerPerformance, which checks no checksums; Weir's check them.",
    'CPU counts the seconds in which members wait for more, too (Weir 5 s, Kafka 10 s).',
  ],
});
