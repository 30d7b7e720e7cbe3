import type { LocatedRecord, ManualPartition, Weir } from '@weir/client';
import { consumeRecords } from '../consume/consume-records.ts';
import type { RecordWriter } from '../consume/record-writer.ts';

/** What to follow, and how. */
export interface TailOptions {
  readonly topics: readonly string[];
  /** How many of the last records come first. */
  readonly last: number;
  readonly partition: number | undefined;
  /** Ends it after so many records. */
  readonly maxRecords: number;
  readonly writer: RecordWriter;
  readonly signal: AbortSignal;
  /** Aborts when nobody takes what is written. */
  readonly closed: AbortSignal;
}

/** Prints the last records of topics, then those that come, until it is told to end. */
export async function tailRecords(weir: Weir, options: TailOptions): Promise<void> {
  const { topics, last, partition, writer, signal, closed, maxRecords } = options;
  const begun = last > 0 ? await printLast(weir, options) : undefined;
  const left = maxRecords - (begun?.count ?? 0);
  if (left === 0) return;
  const fixed = partition === undefined ? undefined : topics.map((topic) => ({ topic, partition }));
  const assignment = begun?.assignment ?? fixed;
  await using consumer = weir.consumer({
    from: 'latest',
    autoCommit: false,
    ...(assignment === undefined ? { topics } : { assignment }),
  });
  await consumeRecords(consumer, writer, {
    ...{ signal, closed, untilEnd: false, maxRecords: left },
    ...{ idleTimeoutMs: undefined, requiresKey: false },
  });
}

/** Prints them, the oldest first, and says how many, and where each partition goes on. */
async function printLast(
  weir: Weir,
  { topics, last, partition, writer, signal, maxRecords }: TailOptions,
): Promise<{ readonly assignment: ManualPartition[]; readonly count: number }> {
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
  const printed = inOrder.slice(-last).slice(0, maxRecords);
  for (const record of printed) writer.add(record);
  await writer.flush();
  return { assignment, count: printed.length };
}
