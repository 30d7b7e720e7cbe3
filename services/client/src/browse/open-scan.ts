import { checkPartition, type Clock, type LocatedRecord, WeirError } from '@weir/core';
import type { LogReads } from './log-reads.ts';
import { compileFilter, type RecordFilter } from './record-filter.ts';
import { maxScanPartitions, parseScanCursor } from './scan-cursor.ts';
import { findRanges, type PartitionStanding, type ScanBounds } from './scan-ranges.ts';
import { TopicScan } from './topic-scan.ts';
import type { ScanOrder } from './window-planner.ts';

/** Whose records are read, by which calls. */
export interface ScanTarget {
  readonly reads: LogReads;
  readonly clock: Clock;
  readonly topic: string;
  readonly topicId: string;
  readonly partitionCount: number;
}

/** What both ways of reading have in common. */
export interface ScanOptions extends ScanBounds {
  /** `newest` first by default. */
  readonly order?: ScanOrder | undefined;
  /** All by default, of which there may be 1,000. */
  readonly partition?: number | undefined;
  /** Where an earlier one ended, of the same topic and order. */
  readonly cursor?: string | undefined;
  /** Most records. */
  readonly limit?: number | undefined;
  /** Bytes of records after which it ends, about. */
  readonly maxBytes?: number | undefined;
  /** How long it may take, in milliseconds. */
  readonly timeMs?: number | undefined;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** Which records to read, and how many. */
export interface BrowseOptions extends ScanOptions {
  /** Most records; 50 by default. */
  readonly limit?: number | undefined;
  /** 4 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** 5,000 by default. */
  readonly timeMs?: number | undefined;
}

/** What to look for, and how long. */
export interface SearchOptions extends ScanOptions {
  readonly filter?: RecordFilter | undefined;
  /** Most records; 100 by default. */
  readonly limit?: number | undefined;
  /** 64 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** 10,000 by default. */
  readonly timeMs?: number | undefined;
  /** How often it tells how far it is; 500 by default. */
  readonly progressMs?: number | undefined;
}

/** Records, and where to go on. */
export interface BrowsePage {
  readonly records: readonly LocatedRecord[];
  readonly cursor: string;
  /** Whether there is nothing beyond, as far as partitions could be read. */
  readonly isEnd: boolean;
  /** How partitions stand, or why they could not be read: their records are missing. */
  readonly partitions: readonly PartitionStanding[];
}

/** How long a partition that cannot be read is waited for, in milliseconds, and at most half of the time. */
const maxTroubleMs = 3_000;
const mib = 1024 * 1024;
const searchedRecords = 4_096;

/**
 * Reads a page, newest or oldest first. It waits for nothing to come: an empty topic is answered at once.
 * Rejects with `INVALID_REQUEST`, what the caller may not do, or the error of a topic of which no partition
 * can be read.
 */
export async function browseTopic(
  target: ScanTarget,
  options: BrowseOptions = {},
): Promise<BrowsePage> {
  const { limit = 50, timeMs = 5_000, maxBytes = 4 * mib } = options;
  const scan = await open(target, {
    ...{ ...options, limit, timeMs, maxBytes, progressMs: timeMs },
    firstRecords: (count) => Math.min(limit, Math.max(16, Math.ceil((2 * limit) / count))),
  });
  const records: LocatedRecord[] = [];
  for await (const event of scan.events()) {
    if (event.kind === 'record') records.push(event.record);
    if (event.kind !== 'end') continue;
    const { cursor, partitions, reason } = event;
    return { records, cursor, partitions, isEnd: reason === 'end' };
  }
  throw new WeirError('CANCELLED', 'Cancelled');
}

/** A search that is ready to run; rejects as `browseTopic` does. */
export async function openSearch(
  target: ScanTarget,
  options: SearchOptions = {},
): Promise<TopicScan> {
  const { limit = 100, timeMs = 10_000, maxBytes = 64 * mib, progressMs = 500 } = options;
  return open(target, {
    ...{ ...options, limit, timeMs, maxBytes, progressMs },
    firstRecords: () => searchedRecords,
  });
}

interface OpenOptions extends Omit<SearchOptions, 'limit' | 'maxBytes' | 'timeMs' | 'progressMs'> {
  readonly limit: number;
  readonly maxBytes: number;
  readonly timeMs: number;
  readonly progressMs: number;
  readonly firstRecords: (partitionCount: number) => number;
}

async function open(target: ScanTarget, options: OpenOptions): Promise<TopicScan> {
  checkLimits(options);
  const { reads, clock, topic, topicId } = target;
  const { order = 'newest', cursor, timeMs, firstRecords } = options;
  const { signal = new AbortController().signal } = options;
  const deadlineAtMs = clock.monotonicMs() + timeMs;
  const troubleMs = Math.max(1, Math.min(maxTroubleMs, Math.floor(timeMs / 2)));
  const matcher = compileFilter(options.filter ?? {});
  const partitions = partitionsOf(target, options.partition);
  const position =
    cursor === undefined ? undefined : parseScanCursor(cursor, { order, partitions });
  const found = await findRanges(partitions, {
    ...{ reads, clock, topicId, signal, bounds: options },
    troubleMs,
  });
  const { limit, maxBytes, progressMs } = options;
  return new TopicScan({
    ...{ reads, clock, topic, topicId, order, found, position, matcher, signal },
    ...{ limit, maxBytes, progressMs, deadlineAtMs, troubleMs },
    firstRecords: firstRecords(partitions.length),
  });
}

function partitionsOf(
  { topic, partitionCount }: ScanTarget,
  partition: number | undefined,
): readonly number[] {
  if (partition !== undefined) return [checkPartition(partition, partitionCount)];
  if (partitionCount <= maxScanPartitions) {
    return Array.from({ length: partitionCount }, (_, index) => index);
  }
  throw new WeirError(
    'INVALID_REQUEST',
    `Topic "${topic}" has ${partitionCount} partitions, at most ${maxScanPartitions} are read at once: ` +
      'name one of them',
  );
}

function checkLimits({ limit, maxBytes, timeMs, progressMs, ...bounds }: OpenOptions): void {
  const { fromOffset = 0, toOffset = 0, fromTimestampMs = 0, toTimestampMs = 0 } = bounds;
  checkAll({ limit, maxBytes, timeMs, progressMs }, 1);
  checkAll({ fromOffset, toOffset, fromTimestampMs, toTimestampMs }, 0);
}

function checkAll(values: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new WeirError(
      'INVALID_REQUEST',
      `${name} is ${value}, wanted is an integer from ${least} on`,
    );
  }
}
