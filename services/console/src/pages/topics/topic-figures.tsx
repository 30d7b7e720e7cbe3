import type { DescribeLogsResponse, DescribeTopicResponse } from '@weir/protos';
import { useRef } from 'preact/hooks';
import { CounterRates } from '../../api/counter-rate.ts';
import { Stat, Stats } from '../../components/stat.tsx';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount, formatRate } from '../../format/format-count.ts';
import { countHealth } from './count-health.ts';
import { topicHealth } from './topic-health.ts';

const key = 'topic';

/** A topic in figures. */
export function TopicFigures(props: {
  readonly description: DescribeTopicResponse | undefined;
  readonly logs: DescribeLogsResponse | undefined;
  /** When the logs were asked for. */
  readonly atMs: number | undefined;
}) {
  const { description, logs, atMs } = props;
  const topic = description?.topic;
  const rates = useRef(new CounterRates());
  const answered = logs?.partitions.filter(({ error }) => error === null || error === undefined);
  const sum = (valueOf: (log: DescribeLogsResponse['partitions'][number]) => number) =>
    answered?.reduce((total, log) => total + valueOf(log), 0);
  const written = writtenOf(logs);
  if (written !== undefined && atMs !== undefined) {
    rates.current.update([[key, { value: written, atMs }]]);
  }
  const health = description && topicHealth(countHealth(description));
  return (
    <Stats>
      <Stat label="Health" value={health?.text ?? '–'} tone={health?.tone ?? 'plain'} />
      <Stat label="Partitions" value={formatCount(topic?.partitions.length)} />
      <Stat label="Replicas of each" value={formatCount(topic?.replicationFactor)} />
      <Stat label="Records in" value={formatRate(rates.current.rateOf(key))} />
      <Stat
        label="Records"
        value={formatCount(sum((log) => log.highWatermark - log.logStartOffset))}
      />
      <Stat
        label="Size"
        value={formatBytes(sum(({ logBytes }) => logBytes))}
        detail="at the leaders"
      />
    </Stats>
  );
}

/** Undefined while a partition does not answer: the sum would jump when it does again. */
function writtenOf(logs: DescribeLogsResponse | undefined): number | undefined {
  if (logs === undefined || logs.partitions.some(({ error }) => Boolean(error))) return undefined;
  return logs.partitions.reduce((total, { highWatermark }) => total + highWatermark, 0);
}
