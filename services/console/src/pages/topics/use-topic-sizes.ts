import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import { CounterRates } from '../../api/counter-rate.ts';
import { usePoll } from '../../api/use-poll.ts';

/** What the leaders tell of one topic, as the gateway sums it up. */
export interface LogTotals {
  readonly name: string;
  readonly logBytes: number;
  readonly records: number;
  readonly highWatermarks: number;
  readonly segments: number;
  readonly unanswered: number;
}

/** Sizes of some topics, and how many records a second come in. */
export interface TopicSizes {
  readonly totalsOf: (name: string) => LogTotals | undefined;
  /** Records per second; `undefined` until there were two answers. */
  readonly rateOf: (name: string) => number | undefined;
}

interface LogsAnswer {
  readonly topics: readonly LogTotals[];
}

/** As many as one request may name. */
const maxTopics = 200;
/** Scrolling is not followed row by row. */
const settleMs = 150;

/** Sizes of `names`, asked for again and again; those of topics that were asked for before are kept. */
export function useTopicSizes(names: readonly string[]): TopicSizes {
  const settled = useSettled(names.slice(0, maxTopics).join(','));
  const path = settled === '' ? undefined : withQuery('/v1/logs', { topics: settled });
  const { data, atMs } = usePoll<LogsAnswer>(path);
  const known = useRef(new Map<string, LogTotals>());
  const rates = useRef(new CounterRates());
  return useMemo(() => {
    for (const totals of data?.topics ?? []) known.current.set(totals.name, totals);
    if (data !== undefined && atMs !== undefined) {
      rates.current.update(
        data.topics
          // A sum without some partitions would jump when they answer again.
          .filter(({ unanswered }) => unanswered === 0)
          .map(({ name, highWatermarks }) => [name, { value: highWatermarks, atMs }]),
      );
    }
    return {
      totalsOf: (name) => known.current.get(name),
      rateOf: (name) => rates.current.rateOf(name),
    };
  }, [data, atMs]);
}

/** The value, once it has stayed the same for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, settleMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return settled;
}
