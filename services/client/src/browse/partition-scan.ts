import {
  decodeRecordBatch,
  type LocatedRecord,
  type LogRecord,
  type RecordBatch,
  readRecords,
  toWeirError,
  type WeirError,
} from '@weir/core';
import type { FetchPartitionData } from '@weir/protos';
import type { RecordMatcher } from './record-filter.ts';
import { type OffsetRange, type ScanOrder, WindowPlanner } from './window-planner.ts';

/** What to read of one partition. */
export interface PartitionScanOptions {
  readonly topic: string;
  readonly partition: number;
  readonly order: ScanOrder;
  readonly range: OffsetRange;
  readonly matcher: RecordMatcher;
  readonly windowBytes: number;
  readonly firstRecords: number;
}

/** How much may be kept until it is taken. */
export interface KeptLimits {
  readonly records: number;
  /** One record may exceed it. */
  readonly bytes: number;
}

/** Batches that were fetched, in the order in which they are looked at. */
interface Fetched {
  readonly range: OffsetRange;
  readonly batches: RecordBatch[];
}

/** The batch that is being looked at. */
interface OpenBatch {
  readonly records: readonly LogRecord[];
  /** Newest first: records below are left. Oldest first: from it on. */
  at: number;
  /** Newest first: exclusive lower end. Oldest first: exclusive upper end. */
  readonly end: number;
  /** That it takes, decompressed. */
  readonly bytes: number;
}

/** Of a batch in which nothing is to be looked at. */
const nothingOpen = (): OpenBatch => ({ records: [], at: 0, end: 0, bytes: 0 });

const sliceRecords = 256;
/** Of keys and values; one record may exceed it. */
const sliceBytes = 64 * 1024;
/** Of the memory that a record takes beside its bytes. */
const recordOverheadBytes = 256;

/**
 * Reads one partition in either direction: takes what was fetched, keeps copies of the records that match, and
 * lets everything else go. What does not fit any more is forgotten and fetched again. Pure state.
 *
 * Invariants:
 *   - Records come out in the order of offsets, each once, none left out that matches.
 *   - `position` is behind exactly those that were taken.
 * Tests: `partition-scan.test.ts`, `topic-scan.test.ts`.
 */
export class PartitionScan {
  readonly partition: number;
  /** Between the call that fetches for it and its answer. */
  isFetching = false;
  scannedRecords = 0;
  scannedBytes = 0;
  readonly #options: PartitionScanOptions;
  readonly #isNewest: boolean;
  readonly #planner: WindowPlanner;
  readonly #kept: LocatedRecord[] = [];
  #keptBytes = 0;
  #current: Fetched | undefined;
  #open: OpenBatch | undefined;
  #next: Fetched | undefined;
  #scannedTo: number;
  #frontierMs: number | undefined;
  #error: WeirError | undefined;

  constructor(options: PartitionScanOptions) {
    this.partition = options.partition;
    this.#options = options;
    this.#isNewest = options.order === 'newest';
    this.#planner = new WindowPlanner(options);
    this.#scannedTo = this.#planner.position;
  }

  /** Why it is not read any further. */
  get error(): WeirError | undefined {
    return this.#error;
  }

  /** Time of the last record that was looked at; undefined before the first. */
  get frontierMs(): number | undefined {
    return this.#frontierMs;
  }

  /** Whether something is there to be looked at. */
  get hasFetched(): boolean {
    return this.#current !== undefined || this.#next !== undefined;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Bytes of the batch that is being looked at, decompressed. */
  get openBytes(): number {
    return this.#open?.bytes ?? 0;
  }

  get keptRecords(): number {
    return this.#kept.length;
  }

  /** Whether everything was looked at, or nothing more can be. */
  get isRead(): boolean {
    if (this.#error !== undefined) return true;
    return this.#planner.isDone && !this.hasFetched && !this.isFetching;
  }

  /** Whether another fetch would help. */
  get canFetch(): boolean {
    if (this.#error !== undefined || this.isFetching) return false;
    return !this.#planner.isDone && this.#next === undefined;
  }

  /** Records that were not looked at. */
  get remaining(): number {
    if (this.isRead && this.#error === undefined) return 0;
    const { fromOffset, toOffset } = this.#options.range;
    return this.#isNewest ? this.#scannedTo - fromOffset : Math.max(0, toOffset - this.#scannedTo);
  }

  /** The record that comes next, if it is known. */
  get head(): LocatedRecord | undefined {
    return this.#kept[0];
  }

  /** Where to go on after what was taken: an upper end, exclusive, newest first, else a first offset. */
  get position(): number {
    const { head } = this;
    if (head === undefined) return this.#scannedTo;
    return this.#isNewest ? head.offset + 1 : head.offset;
  }

  /** Takes the head. */
  take(): void {
    const taken = this.#kept.shift();
    if (taken !== undefined) this.#keptBytes -= sizeOf(taken);
  }

  /** What to fetch; only while `canFetch`. */
  request(): {
    readonly partition: number;
    readonly fetchOffset: number;
    readonly maxBytes: number;
  } {
    const { fromOffset, maxBytes } = this.#planner.next();
    return { partition: this.partition, fetchOffset: fromOffset, maxBytes };
  }

  /** It is not read any further. */
  fail(error: WeirError): void {
    this.#error = error;
    this.#forget();
  }

  /** The log begins, or ends, elsewhere than when the scan began. */
  moveEnds({
    fetchOffset,
    logStartOffset,
  }: {
    readonly fetchOffset: number;
    readonly logStartOffset: number;
  }): void {
    if (fetchOffset < logStartOffset) this.#planner.moveStart(logStartOffset);
    else this.#planner.moveEnd(fetchOffset);
  }

  /** Takes what was fetched from an offset on; false when nothing came. */
  receive(fetchOffset: number, { batches: bytes, logStartOffset }: FetchPartitionData): boolean {
    if (bytes.length === 0) return false;
    const batches = bytes.map((batch) => decodeRecordBatch(batch));
    this.#planner.moveStart(logStartOffset);
    if (this.#planner.isDone) return true;
    const size = bytes.reduce((sum, batch) => sum + batch.length, 0);
    const range = this.#planner.take(
      fetchOffset,
      batches.map(({ header }) => header),
      size,
    );
    if (range !== undefined) this.#queue({ range, batches });
    return true;
  }

  /** Looks at a few hundred records, of some 64 KiB, or passes over a batch in which nothing can match. */
  scan(limits: KeptLimits): void {
    this.#current ??= this.#takeNext();
    if (this.#current === undefined) return;
    try {
      this.#open ??= this.#openNext(this.#current);
    } catch (error) {
      this.fail(toWeirError(error));
      return;
    }
    if (this.#open === undefined) this.#finishWindow(this.#current);
    else this.#scanSlice(this.#open, limits);
  }

  /** Lets go of what it holds beside the records that are kept; it is fetched again. */
  letGo(): void {
    this.#forget();
  }

  #queue(fetched: Fetched): void {
    if (this.#isNewest) fetched.batches.reverse();
    if (this.#current === undefined) this.#current = fetched;
    else this.#next = fetched;
  }

  #takeNext(): Fetched | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  #finishWindow({ range }: Fetched): void {
    this.#scannedTo = this.#isNewest ? range.fromOffset : range.toOffset;
    this.#current = undefined;
  }

  /** The next batch of a window that has records to look at; undefined at its end. */
  #openNext({ range, batches }: Fetched): OpenBatch | undefined {
    const batch = batches.shift();
    if (batch === undefined) return undefined;
    const { header } = batch;
    const from = Math.max(range.fromOffset, header.baseOffset) - header.baseOffset;
    const to = Math.min(range.toOffset, header.lastOffset + 1) - header.baseOffset;
    // Behind the range: fetches read on beyond it.
    if (to <= from) return nothingOpen();
    this.scannedBytes += batch.records.length;
    const decoded = header.isControl ? undefined : this.#decode(batch);
    if (decoded !== undefined) {
      return this.#isNewest ? { ...decoded, at: to, end: from } : { ...decoded, at: from, end: to };
    }
    if (!header.isControl) this.scannedRecords += to - from;
    const edge = header.baseOffset + (this.#isNewest ? from : to);
    this.#moveTo(edge, edgeTimeOf(batch, this.#isNewest));
    return nothingOpen();
  }

  /** The records of a batch; undefined when none of them can match. */
  #decode(batch: RecordBatch): Pick<OpenBatch, 'records' | 'bytes'> | undefined {
    const records = readRecords(batch);
    const { bytes } = records;
    if (!this.#options.matcher.mayMatch(bytes)) return undefined;
    return { records: [...records], bytes: bytes.length };
  }

  #scanSlice(open: OpenBatch, limits: KeptLimits): void {
    const { records, at, end } = open;
    const length = sliceLength(open, this.#isNewest);
    const [from, to] = this.#isNewest ? [at - length, at] : [at, at + length];
    const slice = records.slice(from, to);
    const found = this.#options.matcher.select(slice);
    for (const index of this.#isNewest ? found.toReversed() : found) {
      const record = slice[index];
      if (record !== undefined && !this.#keep(record, limits)) {
        this.#forget();
        return;
      }
    }
    this.scannedRecords += slice.length;
    const edge = this.#isNewest ? slice[0] : slice.at(-1);
    if (edge !== undefined) this.#moveTo(edge.offset + (this.#isNewest ? 0 : 1), edge.timestampMs);
    open.at = this.#isNewest ? from : to;
    if (open.at === end) this.#open = undefined;
  }

  /** False when there is no room for it; for a first one there always is. */
  #keep(record: LogRecord, limits: KeptLimits): boolean {
    const isFull = this.#keptBytes >= limits.bytes || this.#kept.length >= limits.records;
    if (isFull && this.#kept.length > 0) return false;
    const copy = copyOf(record, this.#options);
    this.#kept.push(copy);
    this.#keptBytes += sizeOf(copy);
    this.#moveTo(record.offset + (this.#isNewest ? 0 : 1), record.timestampMs);
    return true;
  }

  #moveTo(position: number, timestampMs: number): void {
    this.#scannedTo = position;
    this.#frontierMs = timestampMs;
  }

  /** Drops what was fetched beyond what was looked at. */
  #forget(): void {
    this.#current = undefined;
    this.#open = undefined;
    this.#next = undefined;
    this.#planner.rewind(this.#scannedTo);
  }
}

/** How many records to look at next, so that whatever is looked for the event loop is not held for long. */
function sliceLength({ records, at, end }: OpenBatch, isNewest: boolean): number {
  const most = Math.min(sliceRecords, Math.abs(end - at));
  let bytes = 0;
  for (let length = 0; length < most; length += 1) {
    const { key = null, value = null } = records[isNewest ? at - 1 - length : at + length] ?? {};
    bytes += (key?.length ?? 0) + (value?.length ?? 0);
    if (bytes > sliceBytes) return Math.max(1, length);
  }
  return most;
}

/** Time of the last of its records that would have been looked at. */
function edgeTimeOf({ header }: RecordBatch, isNewest: boolean): number {
  const isStamped = header.timestampType === 'LogAppendTime';
  return isNewest && !isStamped ? header.baseTimestampMs : header.maxTimestampMs;
}

/** A record without the batch that it is a view of. */
function copyOf(record: LogRecord, place: PartitionScanOptions): LocatedRecord {
  return {
    topic: place.topic,
    partition: place.partition,
    offset: record.offset,
    timestampMs: record.timestampMs,
    key: copyBytes(record.key),
    value: copyBytes(record.value),
    headers: record.headers.map(({ key, value }) => ({ key, value: copyBytes(value) })),
  };
}

function copyBytes(bytes: Buffer | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes);
}

/** About how much memory a record takes. */
export function sizeOf({ key, value, headers }: LocatedRecord): number {
  return headers.reduce(
    (sum, header) => sum + header.key.length + (header.value?.length ?? 0),
    recordOverheadBytes + (key?.length ?? 0) + (value?.length ?? 0),
  );
}
