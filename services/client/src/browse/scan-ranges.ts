import { type Clock, isRetriable, sleep, toWeirError, type WeirError } from '@weir/core';
import type { ListOffsetsPartitionInput } from '@weir/protos';
import { callMsOf, type LogReads, partitionErrorOf } from './log-reads.ts';
import type { OffsetRange } from './window-planner.ts';

/** What of each partition is wanted; all by default. Offsets outside a log mean its ends. */
export interface ScanBounds {
  /** Inclusive. */
  readonly fromOffset?: number | undefined;
  /** From the first record at or after this time on, Unix milliseconds. */
  readonly fromTimestampMs?: number | undefined;
  /** Exclusive. */
  readonly toOffset?: number | undefined;
  /** Up to the first record at or after this time, exclusive. */
  readonly toTimestampMs?: number | undefined;
}

/** How a partition stood when a scan began, or why it was not told. */
export type PartitionStanding =
  | { readonly partition: number; readonly logStartOffset: number; readonly highWatermark: number }
  | { readonly partition: number; readonly error: WeirError };

/** What is to be read of a partition, and how it stands. */
export interface FoundRange {
  readonly range: OffsetRange;
  readonly standing: PartitionStanding;
}

/** Whom to ask about what, and how long. */
export interface FindRangesOptions {
  readonly reads: LogReads;
  readonly clock: Clock;
  readonly topicId: string;
  readonly bounds: ScanBounds;
  /** How long partitions are asked that do not answer. */
  readonly troubleMs: number;
  readonly signal: AbortSignal;
}

type Query = Pick<ListOffsetsPartitionInput, 'spec' | 'timestampMs'>;
type Listed = ReadonlyMap<number, number | WeirError>;

const retryMs = 100;

/**
 * Asks all partitions where they begin and end. One that cannot tell in time has its error and an empty
 * range; what nobody may do, or none can tell, is thrown.
 */
export async function findRanges(
  partitions: readonly number[],
  options: FindRangesOptions,
): Promise<FoundRange[]> {
  const { clock, signal } = options;
  const deadlineAtMs = clock.monotonicMs() + options.troubleMs;
  const found = new Map<number, FoundRange>();
  let pending = partitions;
  for (;;) {
    for (const each of await askAll(pending, options)) found.set(each.standing.partition, each);
    pending = pending.filter((partition) => isWorthARetry(found.get(partition)));
    const isOver = pending.length === 0 || clock.monotonicMs() + retryMs > deadlineAtMs;
    if (isOver || signal.aborted) break;
    await sleep(clock, retryMs, signal).catch(() => undefined);
  }
  return [...found.values()];
}

function isWorthARetry(found: FoundRange | undefined): boolean {
  return found !== undefined && 'error' in found.standing && isRetriable(found.standing.error);
}

async function askAll(
  partitions: readonly number[],
  options: FindRangesOptions,
): Promise<FoundRange[]> {
  const { fromTimestampMs, toTimestampMs } = options.bounds;
  const ask = (query: Query): Promise<Listed> => list(partitions, query, options);
  const askTime = async (timestampMs: number | undefined): Promise<Listed | undefined> =>
    timestampMs === undefined ? undefined : ask({ spec: 'OFFSET_SPEC_TIMESTAMP', timestampMs });
  const [starts, ends, from, to] = await Promise.all([
    ask({ spec: 'OFFSET_SPEC_EARLIEST' }),
    ask({ spec: 'OFFSET_SPEC_LATEST' }),
    askTime(fromTimestampMs),
    askTime(toTimestampMs),
  ]);
  return partitions.map((partition) => {
    const told = [starts, ends, from, to].map((listed) => listed?.get(partition));
    const error = told.find((each) => typeof each === 'object');
    if (error !== undefined) return { range: nothing, standing: { partition, error } };
    const [logStartOffset = 0, highWatermark = 0, first, last] = told as (number | undefined)[];
    return {
      range: narrow({ fromOffset: logStartOffset, toOffset: highWatermark }, options.bounds, {
        first,
        last,
      }),
      standing: { partition, logStartOffset, highWatermark },
    };
  });
}

const nothing: OffsetRange = { fromOffset: 0, toOffset: 0 };

/** `first` and `last` are the offsets of times, −1 where no record is that young. */
function narrow(
  log: OffsetRange,
  { fromOffset = 0, toOffset = Number.POSITIVE_INFINITY }: ScanBounds,
  {
    first = 0,
    last = -1,
  }: { readonly first?: number | undefined; readonly last?: number | undefined },
): OffsetRange {
  const youngest = first < 0 ? log.toOffset : first;
  const top = Math.min(log.toOffset, toOffset, last < 0 ? log.toOffset : last);
  const bottom = Math.min(Math.max(log.fromOffset, fromOffset, youngest), log.toOffset);
  return { fromOffset: bottom, toOffset: Math.max(bottom, top) };
}

/** The offset of each partition, or its error. */
async function list(
  partitions: readonly number[],
  query: Query,
  { reads, topicId, troubleMs, signal }: FindRangesOptions,
): Promise<Listed> {
  const wanted = partitions.map((partition) => ({ topicId, partition, ...query }));
  try {
    const answer = await reads.listOffsets(
      { partitions: wanted },
      { deadlineMs: callMsOf(troubleMs), signal },
    );
    return new Map(
      answer.partitions.map((listed) => [
        listed.partition,
        partitionErrorOf(listed) ?? listed.offset,
      ]),
    );
  } catch (thrown) {
    const error = toWeirError(thrown);
    if (!isRetriable(error)) throw error;
    return new Map(partitions.map((partition) => [partition, error]));
  }
}
