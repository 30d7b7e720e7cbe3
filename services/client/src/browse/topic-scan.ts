import { setImmediate } from 'node:timers/promises';
import { type Clock, type LocatedRecord, Wakeup } from '@weir/core';
import type { LogReads } from './log-reads.ts';
import { PartitionScan, sizeOf } from './partition-scan.ts';
import type { RecordMatcher } from './record-filter.ts';
import { formatScanCursor, type ScanPosition } from './scan-cursor.ts';
import { ScanFetcher } from './scan-fetcher.ts';
import { limitsFor, type ScanLimits, maxOpenBytes } from './scan-limits.ts';
import { ScanMerge } from './scan-merge.ts';
import type { FoundRange, PartitionStanding } from './scan-ranges.ts';
import type { OffsetRange, ScanOrder } from './window-planner.ts';

/** How far a scan is. */
export interface ScanProgress {
  /** Records that were looked at. */
  readonly scanned: number;
  /** Records that were given. */
  readonly matched: number;
  /** Bytes of batches that were looked at, as they are stored. */
  readonly scannedBytes: number;
  /** Records that were not looked at yet. */
  readonly remaining: number;
}

/** How a scan ended. */
export interface ScanEnd extends ScanProgress {
  /** `end`: all was looked at; `time`: its time was up; `limit`: as many records as were wanted. */
  readonly reason: 'end' | 'time' | 'limit';
  /** Where to go on, also at an end to which records may be added. */
  readonly cursor: string;
  /** How the partitions stood when it began, or why they could not be read. */
  readonly partitions: readonly PartitionStanding[];
}

/** What a scan tells. */
export type ScanEvent =
  | { readonly kind: 'record'; readonly record: LocatedRecord }
  | ({ readonly kind: 'progress' } & ScanProgress)
  | ({ readonly kind: 'end' } & ScanEnd);

/** What to scan, and how much of it. */
export interface TopicScanOptions {
  readonly reads: LogReads;
  readonly clock: Clock;
  readonly topic: string;
  readonly topicId: string;
  readonly order: ScanOrder;
  readonly found: readonly FoundRange[];
  readonly position: ScanPosition | undefined;
  readonly matcher: RecordMatcher;
  readonly limit: number;
  /** Bytes of records, about; one may exceed it. */
  readonly maxBytes: number;
  /** Records that the first window of a partition holds. */
  readonly firstRecords: number;
  readonly deadlineAtMs: number;
  /** How long a partition may be in trouble. */
  readonly troubleMs: number;
  readonly progressMs: number;
  readonly signal: AbortSignal;
}

/** How long the event loop may be held, in milliseconds. */
const sliceMs = 8;

/**
 * Scans the partitions of a topic, several at a time, and gives what matches in one order.
 *
 * Nothing is fetched unless it is iterated; what waits to be taken is bounded. It ends at once when its
 * signal aborts, without an `end`.
 *
 * Invariants:
 *   - Going on from the cursor of its end gives all that matches and was not given, and nothing twice.
 * Tests: `topic-scan.test.ts`, `test/integration/browse.test.ts`.
 */
export class TopicScan {
  readonly #options: TopicScanOptions;
  readonly #limits: ScanLimits;
  readonly #scans: readonly PartitionScan[];
  readonly #merge: ScanMerge;
  readonly #wakeup = new Wakeup();
  readonly #fetcher: ScanFetcher;
  #matched = 0;
  #matchedBytes = 0;
  #toldAtMs: number;

  constructor(options: TopicScanOptions) {
    this.#options = options;
    const { topic, order, matcher, firstRecords } = options;
    this.#limits = limitsFor(options.found.length);
    const { windowBytes } = this.#limits;
    this.#scans = options.found.map(({ range, standing }) => {
      const { partition } = standing;
      const left = leftOf(range, options.position?.offsets.get(partition), order);
      const scan = new PartitionScan({
        ...{ topic, partition, order, range: left, matcher, windowBytes, firstRecords },
      });
      if ('error' in standing) scan.fail(standing.error);
      return scan;
    });
    this.#merge = new ScanMerge(this.#scans, order);
    this.#toldAtMs = options.clock.monotonicMs();
    this.#fetcher = new ScanFetcher({
      ...options,
      partitionsInCall: this.#limits.partitionsInCall,
      onAnswer: () => {
        this.#wakeup.notify();
      },
    });
  }

  /** Throws an error only where none of the partitions can be read, or a pattern takes too long. */
  async *events(): AsyncGenerator<ScanEvent, void> {
    const { signal } = this.#options;
    const onAbort = (): void => {
      this.#fetcher.close();
      this.#wakeup.notify();
    };
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        const record = this.#takeRecord();
        if (record !== undefined) yield { kind: 'record', record };
        const reason = this.#whyOver();
        if (reason !== undefined) {
          yield { kind: 'end', ...this.#end(reason) };
          return;
        }
        if (record !== undefined) continue;
        if (this.#isProgressDue()) yield { kind: 'progress', ...this.#progress() };
        await this.#work();
      }
    } finally {
      this.#fetcher.close();
      signal.removeEventListener('abort', onAbort);
    }
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }

  get #isLate(): boolean {
    return this.#nowMs >= this.#options.deadlineAtMs;
  }

  #takeRecord(): LocatedRecord | undefined {
    // When the time is up everything that was found is given, also where something else belongs before it.
    const record = this.#merge.take({ mayBeEarly: this.#isLate });
    if (record === undefined) return undefined;
    this.#matched += 1;
    this.#matchedBytes += sizeOf(record);
    return record;
  }

  #whyOver(): ScanEnd['reason'] | undefined {
    const { limit, maxBytes } = this.#options;
    if (this.#merge.isDone) {
      this.#throwIfNothingRead();
      return 'end';
    }
    if (this.#matched >= limit || this.#matchedBytes >= maxBytes) return 'limit';
    return this.#isLate && !this.#merge.hasMore ? 'time' : undefined;
  }

  #throwIfNothingRead(): void {
    const errors = this.#scans.flatMap(({ error }) => error ?? []);
    if (errors.length === this.#scans.length && errors[0] !== undefined) throw errors[0];
  }

  #isProgressDue(): boolean {
    if (this.#nowMs - this.#toldAtMs < this.#options.progressMs) return false;
    this.#toldAtMs = this.#nowMs;
    return true;
  }

  #progress(): ScanProgress {
    let [scanned, scannedBytes, remaining] = [0, 0, 0];
    for (const scan of this.#scans) {
      scanned += scan.scannedRecords;
      scannedBytes += scan.scannedBytes;
      remaining += scan.remaining;
    }
    return { scanned, matched: this.#matched, scannedBytes, remaining };
  }

  #end(reason: ScanEnd['reason']): ScanEnd {
    const { order, found } = this.#options;
    const errorOf = new Map(this.#scans.map(({ partition, error }) => [partition, error]));
    // A partition of which it is not even known where it ends has not begun.
    const begun = found.flatMap(({ standing }, index) => {
      const scan = this.#scans[index];
      return 'error' in standing || scan === undefined ? [] : [scan];
    });
    const offsets = new Map(begun.map(({ partition, position }) => [partition, position]));
    for (const [partition, offset] of this.#options.position?.offsets ?? []) {
      if (!offsets.has(partition)) offsets.set(partition, offset);
    }
    return {
      reason,
      cursor: formatScanCursor({ order, offsets }),
      partitions: found.map(({ standing }) => {
        const { partition } = standing;
        const error = errorOf.get(partition);
        return error === undefined ? standing : { partition, error };
      }),
      ...this.#progress(),
    };
  }

  /** Fetches, and looks at what came; else waits until something comes or is due. */
  async #work(): Promise<void> {
    const wanting = this.#scans.filter((scan) => this.#wantsMore(scan));
    this.#fetcher.ask(this.#merge.byUrgency(wanting));
    const ready = this.#scans.filter((scan) => this.#isReady(scan));
    const [first] = this.#merge.byUrgency(ready);
    if (first === undefined) await this.#wait();
    else await this.#scan(first);
  }

  async #scan(scan: PartitionScan): Promise<void> {
    const untilMs = this.#nowMs + sliceMs;
    const limits = { bytes: this.#limits.keptBytes, records: this.#options.limit - this.#matched };
    do scan.scan(limits);
    while (this.#isReady(scan) && this.#nowMs < untilMs);
    this.#boundOpenBatches(scan);
    if (this.#nowMs >= untilMs) await setImmediate();
  }

  /** Decompressed, a batch may be many times what was fetched: those that are not in turn let go of theirs. */
  #boundOpenBatches(current: PartitionScan): void {
    let bytes = this.#scans.reduce((sum, { openBytes }) => sum + openBytes, 0);
    if (bytes <= maxOpenBytes) return;
    const others = this.#scans.filter((scan) => scan !== current && scan.openBytes > 0);
    for (const scan of this.#merge.byUrgency(others).toReversed()) {
      bytes -= scan.openBytes;
      scan.letGo();
      if (bytes <= maxOpenBytes) return;
    }
  }

  #isReady(scan: PartitionScan): boolean {
    return scan.hasFetched && this.#hasRoom(scan);
  }

  #wantsMore(scan: PartitionScan): boolean {
    const isIdle = this.#limits.fetchesAhead || !scan.hasFetched;
    return scan.canFetch && isIdle && this.#hasRoom(scan);
  }

  #hasRoom(scan: PartitionScan): boolean {
    const wanted = this.#options.limit - this.#matched;
    if (scan.keptRecords === 0) return true;
    if (!this.#limits.fetchesAhead || scan.keptRecords >= wanted) return false;
    return scan.keptBytes < this.#limits.keptBytes / 2;
  }

  async #wait(): Promise<void> {
    const { clock, progressMs, deadlineAtMs } = this.#options;
    const nowMs = this.#nowMs;
    const dueAtMs = Math.min(
      ...[deadlineAtMs, this.#toldAtMs + progressMs, this.#fetcher.nextAskAtMs(nowMs)],
    );
    const timer = clock.setTimer(Math.max(1, dueAtMs - nowMs), () => {
      this.#wakeup.notify();
    });
    await this.#wakeup.wait();
    timer.cancel();
  }
}

/** What a cursor leaves of a range. */
function leftOf(range: OffsetRange, position: number | undefined, order: ScanOrder): OffsetRange {
  if (position === undefined) return range;
  const at = Math.max(range.fromOffset, Math.min(range.toOffset, position));
  return order === 'newest' ? { ...range, toOffset: at } : { ...range, fromOffset: at };
}
