import type { LocatedRecord, ManualPartition, Weir } from '@weir/client';
import { consumeRecords } from '../consume/consume-records.ts';
import type { RecordWriter } from '../consume/record-writer.ts';

/** What to follow, and how. */
export interface TailOptions {
  readonly topics: readonly string[];
  /** How many of the last records come first. */
  readonly last: number;
  readonly partition: number | undefined;
  readonly writer: RecordWriter;
  readonly signal: AbortSignal;
  /** Aborts when nobody takes what is written. */
  readonly closed: AbortSignal;
}

/** Prints the last records of topics, then those that come, until it is told to end. */
export async function tailRecords(weir: Weir, options: TailOptions): Promise<void> {
  const { topics, last, partition, writer, signal, closed } = options;
  const assignment = last > 0 ? await printLast(weir, options) : undefined;
  const fixed = partition === undefined ? undefined : topics.map((topic) => ({ topic, partition }));
  await using consumer = weir.consumer({
    from: 'latest',
    autoCommit: false,
    ...((assignment ?? fixed) ? { assignment: assignment ?? fixed ?? [] } : { topics }),
  });
  await consumeRecords(consumer, writer, {
    ...{ signal, closed, untilEnd: false, maxRecords: Number.POSITIVE_INFINITY },
    ...{ idleTimeoutMs: undefined, requiresKey: false },
  });
}

/** Prints them, the oldest first, and says where each partition goes on. */
async function printLast(
  weir: Weir,
  { topics, last, partition, writer, signal }: TailOptions,
): Promise<ManualPartition[]> {
  const records: LocatedRecord[] = [];
  const assignment: ManualPartition[] = [];
  for (const topic of topics) {
    const page = await weir.browse(topic, { limit: last, partition, signal });
    records.push(...page.records);
    for (const standing of page.partitions) {
      const from = 'error' in standing ? 'latest' : { offset: standing.highWatermark };
      assignment.push({ topic, partition: standing.partition, from });
    }
  }
  records.reverse();
  const inOrder = records.toSorted((left, right) => left.timestampMs - right.timestampMs);
  for (const record of inOrder.slice(-last)) writer.add(record);
  await writer.flush();
  return assignment;
}
