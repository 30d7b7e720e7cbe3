import { invariant } from '@weir/core';

/** Which way a log is read. */
export type ScanOrder = 'newest' | 'oldest';

/** A stretch of a log: `fromOffset` inclusive, `toOffset` exclusive. */
export interface OffsetRange {
  readonly fromOffset: number;
  readonly toOffset: number;
}

/** What to fetch of a partition. */
export interface FetchWindow extends OffsetRange {
  /** Of batches: what lies in the range should fit. */
  readonly maxBytes: number;
}

/** Offsets of a batch, both inclusive. */
export interface BatchSpan {
  readonly baseOffset: number;
  readonly lastOffset: number;
}

/** How windows are chosen. */
export interface WindowPlannerOptions {
  readonly order: ScanOrder;
  /** What is to be read. */
  readonly range: OffsetRange;
  /** Bytes that one fetch of the partition brings. */
  readonly windowBytes: number;
  /** Size of the first window, before it is known how large records are. */
  readonly firstRecords: number;
}

const maxWindowRecords = 1_000_000;
/** How much larger a window may be than the one before it. */
const growth = 8;
const slackBytes = 4_096;

/**
 * Which stretch of one partition to fetch next.
 *
 * A fetch reads upwards. To read downwards a window is chosen that ends at the position and should fit into
 * one fetch; where it does not fit, its lower part is left for later and its upper part fetched first. A
 * window grows downwards to the start of its first batch, so that no batch is fetched for each of its
 * records. Pure state: no clock, no calls.
 *
 * Invariants:
 *   - What `take` gives is next to what it gave before: no offset is left out, none given twice.
 *   - It is within the range.
 * Tests: `window-planner.test.ts`.
 */
export class WindowPlanner {
  readonly #order: ScanOrder;
  readonly #windowBytes: number;
  #bottom: number;
  #top: number;
  #records: number;
  /** As the last fetch showed. */
  #recordBytes: number | undefined;
  /** Upper part of a window whose lower part was too large. */
  #upperFrom: number | undefined;

  constructor({ order, range, windowBytes, firstRecords }: WindowPlannerOptions) {
    this.#order = order;
    this.#windowBytes = windowBytes;
    this.#records = Math.max(1, firstRecords);
    this.#bottom = range.fromOffset;
    this.#top = Math.max(range.fromOffset, range.toOffset);
  }

  /** Newest first: everything from here on is done. Oldest first: everything below it. */
  get position(): number {
    return this.#order === 'newest' ? this.#top : this.#bottom;
  }

  /** How many offsets are left. */
  get remaining(): number {
    return Math.max(0, this.#top - this.#bottom);
  }

  get isDone(): boolean {
    return this.#top <= this.#bottom;
  }

  /** What to fetch: from its start on. Only while there is something left. */
  next(): FetchWindow {
    invariant(!this.isDone, 'there is something left to fetch');
    const toOffset = this.#top;
    if (this.#order === 'oldest') {
      return { fromOffset: this.#bottom, toOffset, maxBytes: this.#windowBytes };
    }
    const fromOffset = this.#upperFrom ?? Math.max(this.#bottom, toOffset - this.#records);
    return { fromOffset, toOffset, maxBytes: this.#bytesOf(toOffset - fromOffset) };
  }

  /**
   * Takes the batches that a fetch from an offset on brought, and gives the range that is done by them;
   * undefined where its upper part has to be fetched first, or the fetch was one from before a `rewind`. The
   * first batch may begin before the offset that was asked for.
   */
  take(fetchOffset: number, batches: readonly BatchSpan[], bytes: number): OffsetRange | undefined {
    const first = batches[0];
    const last = batches.at(-1);
    if (first === undefined || last === undefined || this.isDone) return undefined;
    const covered = last.lastOffset + 1;
    this.#learn(covered - first.baseOffset, bytes);
    if (this.#order === 'oldest') return this.#takeUpwards(fetchOffset, covered);
    return this.#takeDownwards(Math.min(fetchOffset, first.baseOffset), covered);
  }

  /** Goes back to what was not looked at after all; only to where it has been. */
  rewind(position: number): void {
    this.#upperFrom = undefined;
    if (this.#order === 'newest') this.#top = Math.max(this.#top, position);
    else this.#bottom = Math.min(this.#bottom, position);
  }

  /** Records below are gone. */
  moveStart(logStartOffset: number): void {
    this.#bottom = Math.max(this.#bottom, logStartOffset);
    if (this.#upperFrom !== undefined) this.#upperFrom = Math.max(this.#upperFrom, this.#bottom);
  }

  /** There is nothing from here on: records were lost in an unclean election. */
  moveEnd(highWatermark: number): void {
    this.#top = Math.min(this.#top, highWatermark);
    this.#upperFrom = undefined;
  }

  #takeUpwards(fetchOffset: number, covered: number): OffsetRange | undefined {
    const fromOffset = this.#bottom;
    if (fetchOffset > fromOffset || covered <= fromOffset) return undefined;
    this.#bottom = Math.min(covered, this.#top);
    return { fromOffset, toOffset: this.#bottom };
  }

  #takeDownwards(from: number, covered: number): OffsetRange | undefined {
    if (covered < this.#top) {
      // Never below what it was: each fetch of a window brings it nearer to its end.
      this.#upperFrom = Math.max(covered, this.#upperFrom ?? 0);
      return undefined;
    }
    const range = { fromOffset: Math.max(from, this.#bottom), toOffset: this.#top };
    this.#upperFrom = undefined;
    this.#top = range.fromOffset;
    return range;
  }

  /** What lies above the range would be read for nothing. */
  #bytesOf(records: number): number {
    if (this.#recordBytes === undefined || this.#upperFrom !== undefined) return this.#windowBytes;
    const expected = Math.ceil(records * this.#recordBytes * 1.25) + slackBytes;
    return Math.min(this.#windowBytes, expected);
  }

  /** A little less than what should fit, as records differ. */
  #learn(records: number, bytes: number): void {
    this.#recordBytes = bytes / Math.max(1, records);
    const fitting = Math.floor((0.8 * this.#windowBytes * records) / Math.max(1, bytes));
    const most = Math.min(maxWindowRecords, this.#records * growth);
    this.#records = Math.max(1, Math.min(most, fitting));
  }
}
