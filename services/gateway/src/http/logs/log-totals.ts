import type { DescribeLogsResult, Topic } from '@weir/protos';

/** What the leaders of a topic's partitions tell of their logs, as one line of a list. */
export interface LogTotals {
  readonly name: string;
  /** On the leaders' disks. */
  readonly logBytes: number;
  /** Between log start and high watermark; compacted and control records count as well. */
  readonly records: number;
  /** Sum of the high watermarks: what it has grown by is what was written. */
  readonly highWatermarks: number;
  readonly segments: number;
  /** Partitions that nobody answered for; they are in none of the sums. */
  readonly unanswered: number;
}

/** The sums over the partitions of one topic. */
export function logTotals(
  { name }: Pick<Topic, 'name'>,
  partitions: readonly DescribeLogsResult[],
): LogTotals {
  const totals = { logBytes: 0, records: 0, highWatermarks: 0, segments: 0, unanswered: 0 };
  for (const each of partitions) {
    if (each.error !== null) {
      totals.unanswered += 1;
      continue;
    }
    totals.logBytes += each.logBytes;
    totals.records += Math.max(0, each.highWatermark - each.logStartOffset);
    totals.highWatermarks += each.highWatermark;
    totals.segments += each.segments;
  }
  return { name, ...totals };
}
