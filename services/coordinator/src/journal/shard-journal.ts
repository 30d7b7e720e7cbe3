import { type Clock, toWeirError, type Timer, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { CoordinatorMetrics } from '../coordinator-metrics.ts';
import { shardLost } from '../store/shard-writer.ts';
import { encodeEntry, type JournalEntry, type OffsetState } from './journal-entry.ts';
import type { JournalLog, JournalRecord } from './journal-log.ts';
import { JournalReplay } from './journal-replay.ts';

/** What a shard's journal works with, and whom it asks. */
export interface ShardJournalOptions {
  readonly shard: number;
  /** Fencing token of the shard's lease. */
  readonly token: number;
  readonly log: JournalLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Changes wait this long to be journaled together. */
  readonly intervalMs: number;
  /** Whether the lease is still held, by the own clock. */
  readonly isOwned: () => boolean;
  /** What holds now of the offset whose document has this key. */
  readonly stateOf: (key: string) => OffsetState;
  /** Keys of all offsets that there are, and how many. */
  readonly keys: () => Iterable<string>;
  readonly size: () => number;
  /** A later owner of the shard has written to the journal. */
  readonly onReplaced: () => void;
  readonly metrics?: Pick<CoordinatorMetrics, 'journalWritten'>;
  /** What others have written to the journal meanwhile. */
  readonly onFound: (entries: ReadonlyMap<string, JournalEntry>) => void;
  /**
   * All that the journal has below this offset has been put to the store before; and the journal has all
   * changes of before `atMs`, Unix milliseconds.
   */
  readonly onCovered: (endOffset: number, atMs: number) => void;
}

const nothing: ReadonlyMap<string, JournalEntry> = new Map();

/** Records of one append, at most, by their number and by the length of keys and values. */
const maxRecordsPerAppend = 2_000;
const maxLengthPerAppend = 256 * 1024;
/** A journal is written anew when it is longer than this, and than four times what it is about. */
const minRewriteLength = 10_000;
const rewriteFactor = 4;
const minRewritePauseMs = 60_000;

/**
 * The second memory of one shard's offsets: what changed is appended to a log every so often, to be read
 * back by an owner whose store was wiped or rolled back.
 *
 * Each record says what held when it was written, so repeating one does no harm, and what a record
 * says need not be in the store yet. The journal is read before it is first written. When it has grown
 * long, all offsets are appended once more and what is before them is deleted.
 *
 * Invariants:
 *   - One append at a time; `flush` resolves when all that was noted before it is in the journal.
 *   - Nothing is deleted before all that holds is behind it, and only what this owner wrote or has read.
 * Tests: `shard-journal.test.ts`.
 */
export class ShardJournal {
  readonly #options: ShardJournalOptions;
  #dirty = new Set<string>();
  /** What the round under way has taken and not written yet. */
  #appending: ReadonlySet<string> = new Set();
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #isAttached = false;
  #isStopped = false;
  /** Where reading begins; undefined: at the start. */
  #fromOffset: number | undefined;
  /** As of the last read or append. */
  #startOffset = 0;
  #endOffset = 0;
  #rewriteNotBeforeMs = 0;
  #failure: WeirError | undefined;

  constructor(options: ShardJournalOptions) {
    this.#options = options;
  }

  /** Up to where it has been read or written; exclusive. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** Changed offsets that are not in the journal yet. */
  get pending(): number {
    return this.#dirty.size + this.#appending.size;
  }

  /**
   * Reads what the journal says from `fromOffset` on, or all of it. Finds nothing while there is no
   * journal, or once it is done. Rejects when the log does not answer.
   */
  async attach(fromOffset: number | undefined): Promise<ReadonlyMap<string, JournalEntry>> {
    const { shard, log, logger } = this.#options;
    this.#fromOffset = fromOffset;
    if (this.#isAttached || !log.exists) return nothing;
    const { startOffset, endOffset } = await log.range(shard);
    const replay = new JournalReplay();
    let next = Math.max(startOffset, fromOffset ?? 0);
    while (next < endOffset) {
      const page = await log.read(shard, next);
      if (page.nextOffset <= next) {
        throw new WeirError('UNKNOWN_SERVER_ERROR', `The journal gives nothing at offset ${next}`);
      }
      for (const record of page.records) applyTo(replay, record, logger);
      next = page.nextOffset;
    }
    if (this.#isStopped || this.#isAttached) return nothing;
    if (replay.newestToken > this.#options.token) {
      this.stop();
      this.#options.onReplaced();
      throw shardLost();
    }
    this.#startOffset = startOffset;
    this.#endOffset = Math.max(next, endOffset);
    this.#isAttached = true;
    return replay.entries;
  }

  /** The offset of this key has changed: it is journaled soon. */
  note(key: string): void {
    if (this.#isStopped) return;
    this.#dirty.add(key);
    this.#schedule();
  }

  /** Resolves when all that was noted is in the journal; rejects when the log does not take it. */
  async flush(): Promise<void> {
    if (this.#dirty.size === 0 && this.#running === undefined) return;
    await this.#running;
    // What the round under way had not taken.
    if (this.#dirty.size > 0) await this.#start();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Journals nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#dirty.clear();
  }

  #schedule(): void {
    const { clock, intervalMs } = this.#options;
    if (this.#isStopped || this.#timer !== undefined) return;
    this.#timer = clock.setTimer(intervalMs, () => {
      this.#timer = undefined;
      void this.#start();
    });
  }

  #start(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Never rejects: what failed is tried again later. */
  async #round(): Promise<void> {
    const { log, logger } = this.#options;
    try {
      if (!log.exists) {
        log.request();
        throw new WeirError('COORDINATOR_NOT_AVAILABLE', 'The topic of the journal does not exist');
      }
      await this.#catchUp();
      await this.#appendAll();
      // What others have written between, if any.
      await this.#catchUp();
      if (this.#isTooLong()) await this.#rewrite();
      this.#failure = undefined;
    } catch (error) {
      const isFirst = this.#failure === undefined;
      this.#failure = toWeirError(error);
      if (isFirst && log.exists) logger.warn({ err: error }, 'Offsets cannot be journaled now');
    }
    if (this.#dirty.size > 0) this.#schedule();
  }

  async #catchUp(): Promise<void> {
    const found = await this.attach(this.#fromOffset);
    if (found.size > 0) this.#options.onFound(found);
  }

  async #appendAll(): Promise<void> {
    const keys = this.#dirty;
    this.#dirty = new Set();
    this.#appending = keys;
    const atMs = this.#options.clock.nowMs();
    try {
      for (const records of this.#chunks(keys)) {
        await this.#append(records);
        for (const { key } of records) keys.delete(key);
      }
    } catch (error) {
      for (const key of keys) if (!this.#isStopped) this.#dirty.add(key);
      throw error;
    } finally {
      this.#appending = new Set();
    }
    this.#options.onCovered(this.#endOffset, atMs);
  }

  /** Returns the first record's offset. */
  async #append(records: readonly JournalRecord[]): Promise<number> {
    const { shard, log, clock, isOwned, metrics } = this.#options;
    if (this.#isStopped || !isOwned()) throw shardLost();
    const startedMs = clock.monotonicMs();
    const offset = await log.append(shard, records);
    metrics?.journalWritten((clock.monotonicMs() - startedMs) / 1_000);
    if (offset !== this.#endOffset && this.#isAttached) {
      // Another owner, before or after this one, or an append of its own whose answer was lost.
      this.#isAttached = false;
      this.#fromOffset = this.#endOffset;
    }
    this.#endOffset = offset + records.length;
    return offset;
  }

  #isTooLong(): boolean {
    const length = this.#endOffset - this.#startOffset;
    if (length <= minRewriteLength) return false;
    if (this.#options.clock.monotonicMs() < this.#rewriteNotBeforeMs) return false;
    return length > rewriteFactor * this.#options.size();
  }

  async #rewrite(): Promise<void> {
    const { shard, log, clock, logger, isOwned, keys } = this.#options;
    this.#rewriteNotBeforeMs = clock.monotonicMs() + minRewritePauseMs;
    let firstOffset = this.#endOffset;
    for (const records of this.#chunks(new Set(keys()))) {
      firstOffset = Math.min(firstOffset, await this.#append(records));
    }
    if (!this.#isAttached || !isOwned() || this.#isStopped) return;
    await log.deleteBefore(shard, firstOffset);
    logger.debug({ deleted: firstOffset - this.#startOffset }, 'Journal written anew');
    this.#startOffset = firstOffset;
  }

  *#chunks(keys: ReadonlySet<string>): Generator<JournalRecord[]> {
    const { token, clock, stateOf } = this.#options;
    let chunk: JournalRecord[] = [];
    let length = 0;
    for (const key of keys) {
      const record = encodeEntry(key, { token, atMs: clock.nowMs(), ...stateOf(key) });
      chunk.push(record);
      length += record.key.length + record.value.length;
      if (chunk.length < maxRecordsPerAppend && length < maxLengthPerAppend) continue;
      yield chunk;
      chunk = [];
      length = 0;
    }
    if (chunk.length > 0) yield chunk;
  }
}

function applyTo(replay: JournalReplay, record: JournalRecord, logger: Logger): void {
  try {
    replay.apply(record);
  } catch (error) {
    logger.error({ key: record.key, err: error }, 'Journal record does not decode');
  }
}
