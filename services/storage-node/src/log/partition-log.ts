import type { Buffer } from 'node:buffer';

import {
  decodeRecordBatch,
  invariant,
  type LeaderEpoch,
  type Offset,
  type Timer,
  type TopicId,
  WeirError,
} from '@weir/core';

import { isOutOfResources, isStorageFull, toStorageError } from '../database/storage-error.ts';
import { findLostFile } from './find-lost-file.ts';
import { LeaderEpochCache } from './leader-epoch-cache.ts';
import { LogCutter } from './log-cutter.ts';
import { LogDamage } from './log-damage.ts';
import { type LogConfig, LogData, type PartitionLogOptions } from './log-data.ts';
import type { LogEnvironment } from './log-environment.ts';
import { isOwnError, outOfRange, saturated } from './log-errors.ts';
import type { DeletionReason } from './log-observer.ts';
import { type LogReadOptions, LogReader, type TimestampOffset } from './log-reader.ts';
import { LogRecovery } from './log-recovery.ts';
import { LogStatus, type PartitionLogListener, type PartitionLogState } from './log-status.ts';
import { LogStore } from './log-store.ts';
import { LogWriter } from './log-writer.ts';
import type { ProducerBatch, ProducerCheck, ProducerStateTable } from './producer-state-table.ts';
import { rebuildIndex } from './rebuild-index.ts';
import { replayProducers } from './replay-producers.ts';
import type { Segment } from './segment.ts';
import { SerialTasks } from './serial-tasks.ts';

const retryFullAfterMs = 1000;

/**
 * One replica's log on disk: segments of record batches, their index, leader epochs and the state of
 * idempotent producers.
 *
 * Appends are queued and written by one writer, which takes all that is queued at a time. Cuts, rolls
 * and flushes take turns with it. Reads go on beside both; a reader that must not see what a
 * truncation under way removes checks its epoch after the read.
 *
 * Invariants:
 *   - logStartOffset <= flushedOffset <= logEndOffset <= appendedOffset.
 *   - Offsets are contiguous from the first segment to `appendedOffset`; leader epochs never fall.
 *   - Nothing that a failed write has left is ever read.
 *   - After `settle`, `truncate` or `resetTo` the log stands still until the next `append`.
 * Tests: `partition-log.test.ts`, `log-recovery.test.ts`, `log-cutting.test.ts`, `storage-full.test.ts`.
 */
export class PartitionLog {
  readonly topicId: TopicId;
  readonly partition: number;
  readonly #data: LogData;
  readonly #reader: LogReader;
  readonly #writer: LogWriter;
  readonly #cutter: LogCutter;
  readonly #tasks = new SerialTasks();
  readonly #status: LogStatus;
  #retryTimer: Timer | undefined;
  #isWriterWaiting = false;
  #rebuilding: Segment | undefined;

  private constructor(data: LogData) {
    this.topicId = data.topicId;
    this.partition = data.partition;
    this.#data = data;
    this.#status = new LogStatus(data.logger);
    this.#writer = new LogWriter(data, {
      onWriting: (endOffset) => {
        this.#status.publishWriting(endOffset);
      },
      onWritten: () => {
        this.#retryTimer?.cancel();
        this.#status.leaveFull();
        this.#status.publishWritten(data.logEndOffset);
        if (!this.isSaturated) this.#status.wakeWritable();
      },
      onFlushed: () => {
        this.#status.publishFlushed(data.flushedOffset);
      },
      onFailed: (error) => {
        this.#fail('failed', error);
      },
    });
    this.#cutter = new LogCutter(data, this.#writer);
    this.#reader = new LogReader(data, this.#rebuildSoon.bind(this));
  }

  /**
   * Opens or creates the log and recovers it, dropping leader epochs that start beyond its end (6.3).
   * A log that is damaged in the middle, whose epochs or start are, or that the system refuses to read,
   * opens `quarantined`. Rejects with `STORAGE_FULL` or `STORAGE_ERROR` when the database does.
   */
  static async open(
    environment: LogEnvironment,
    options: PartitionLogOptions,
  ): Promise<PartitionLog> {
    const { topicId, partition } = options;
    const store = new LogStore(environment.database, topicId, partition);
    const epochs = await LeaderEpochCache.load(environment.database, topicId, partition);
    const recovered = await new LogRecovery(environment, options, store, epochs).recover();
    const log = new PartitionLog(new LogData(environment, options, { store, epochs }, recovered));
    const epochDamage = epochs.isDamaged ? 'The list of leader epochs is damaged' : null;
    await log.#start(options.distrust ?? recovered.damage ?? epochDamage);
    return log;
  }

  get state(): PartitionLogState {
    return this.#status.state;
  }

  /** Why the log is quarantined or failed, else null. */
  get fault(): WeirError | null {
    return this.#status.fault;
  }

  /** Whether appends are refused because the disk is full: see `onStorageFull`. */
  get isStorageFull(): boolean {
    return this.#status.fullError !== undefined;
  }

  /** The replicated list of epoch starts (1.3). The log only drops entries beyond its end, when it is opened. */
  get epochs(): LeaderEpochCache {
    return this.#data.epochs;
  }

  /** Idempotence state, kept by the log itself. A leader asks `checkProducer` before it appends. */
  get producers(): ProducerStateTable {
    return this.#data.producers;
  }

  /** Smallest readable offset, inclusive. */
  get logStartOffset(): Offset {
    return this.#data.logStartOffset;
  }

  /** End of what is written, exclusive: the end that ranks and, with `page-cache`, counts. */
  get logEndOffset(): Offset {
    return this.#data.logEndOffset;
  }

  /** End of what is queued, exclusive: where the next append starts. At least `logEndOffset`. */
  get appendedOffset(): Offset {
    return this.#data.tail.endOffset;
  }

  /** End of what is known to be on disk, exclusive. At most `logEndOffset`. */
  get flushedOffset(): Offset {
    return this.#data.flushedOffset;
  }

  /** Bytes of all segment files. */
  get sizeBytes(): number {
    return this.#data.segments.sizeBytes;
  }

  /** Number of segment files. */
  get segmentCount(): number {
    return this.#data.segments.all.length;
  }

  /** Leader epoch of the last batch, queued ones included; 0 while there is none. */
  get lastEpoch(): LeaderEpoch {
    return this.#data.lastEpoch;
  }

  /** Bytes queued and not yet written, with what they cost in memory. */
  get queuedBytes(): number {
    return this.#data.tail.queuedBytes;
  }

  /** Whether `append` is refused because too much is queued, here or on the node: see `whenWritable`. */
  get isSaturated(): boolean {
    const { environment } = this.#data;
    return this.queuedBytes >= environment.queueBytesPerLog || environment.memory.isSaturated;
  }

  /** Largest timestamp of any written batch; −1 while there is none. */
  get maxTimestampMs(): number {
    return this.#data.segments.maxTimestampMs;
  }

  /** Resolves when the log is not saturated, or takes no appends at all. */
  async whenWritable(): Promise<void> {
    const { memory } = this.#data.environment;
    while (this.isSaturated && this.#status.isWritable) {
      await (memory.isSaturated ? memory.whenRelieved() : this.#status.whenWoken());
    }
  }

  /** Adds a listener; call the result to remove it. */
  listen(listener: PartitionLogListener): () => void {
    return this.#status.listen(listener);
  }

  /** Changes the config from the next write, roll or `retain` on. */
  configure(config: LogConfig): void {
    this.#data.config = config;
  }

  /** The epoch in which the record at `offset` was appended, by `epochs`; undefined if none covers it. */
  epochAt(offset: Offset): LeaderEpoch | undefined {
    return this.#data.epochs.epochAt(offset);
  }

  /** Whether a producer's batch may be appended now: see `ProducerStateTable.check`. */
  checkProducer(batch: ProducerBatch, expectedLastOffset?: number): ProducerCheck {
    return this.#data.producers.check(batch, this.#data.logStartOffset, expectedLastOffset);
  }

  /**
   * Queues canonical, stamped record batches; the first starts at `appendedOffset`, the others follow
   * without gaps. The log keeps the buffers: they must not change any more. They can be read at once,
   * with a `maxOffset` up to `appendedOffset`; the listeners tell how far they have come.
   *
   * Throws `STORAGE_FULL`, `STORAGE_ERROR`, `RESOURCE_EXHAUSTED` (saturated) or `CORRUPT_BATCH`: then
   * nothing is queued.
   */
  append(batches: readonly Buffer[]): void {
    this.#status.checkWritable();
    if (this.isSaturated) throw saturated(this.queuedBytes);
    const decoded = batches.map((bytes) => decodeRecordBatch(bytes));
    const { tail, producers } = this.#data;
    let epoch = this.lastEpoch;
    for (const [index, batch] of decoded.entries()) {
      const bytes = batches[index];
      invariant(bytes !== undefined && batch.isCanonical, 'appended batches are canonical');
      invariant(batch.header.leaderEpoch >= epoch, 'leader epochs of a log never fall');
      epoch = batch.header.leaderEpoch;
      tail.push(bytes, batch);
      producers.update(batch.header);
    }
    this.#startWriter();
  }

  /** Resolves once `logEndOffset >= offset`; rejects when what was queued for it is dropped. */
  whenWritten(offset: Offset): Promise<void> {
    if (this.logEndOffset >= offset) return Promise.resolve();
    return this.#status.whenWritten(offset);
  }

  /**
   * Resolves when nothing is queued: all written or, where the disk is full or has failed, dropped.
   * For a promise (2.3): the log then stands still until the next `append`. Returns `logEndOffset`.
   */
  settle(): Promise<Offset> {
    return this.#tasks.run(async () => {
      await this.#writeQueue();
      if (this.#data.tail.hasQueued) await this.#dropQueue();
      return this.logEndOffset;
    });
  }

  /**
   * Batches from the one that holds `offset` on, in order, each a view that must not be changed: at
   * once when they are in memory, else a promise. None from `maxOffset` on; batches are never split.
   *
   * `OFFSET_OUT_OF_RANGE` below the log start or above `appendedOffset`, with `log_start_offset` and
   * `log_end_offset` in its metadata; `STORAGE_ERROR` when the log is quarantined or failed.
   */
  read(options: LogReadOptions): Buffer[] | Promise<Buffer[]> {
    this.#status.checkOpen();
    const { offset, maxBytes, maxOffset } = options;
    const { tail, logStartOffset } = this.#data;
    if (offset < logStartOffset || offset > tail.endOffset) throw this.#outOfRange(offset);
    if (offset >= maxOffset || offset === tail.endOffset) return [];
    if (offset >= tail.firstOffset) return tail.read(offset, maxBytes, maxOffset);
    return this.#readFiles(options);
  }

  /** The first record in `[logStartOffset, maxOffset)` whose timestamp is at least that; null if none. */
  async offsetForTimestamp(
    timestampMs: number,
    maxOffset: Offset,
  ): Promise<TimestampOffset | null> {
    this.#status.checkOpen();
    const { segments, logStartOffset } = this.#data;
    for (const segment of segments.all) {
      if (segment.baseOffset >= maxOffset) return null;
      if (segment.maxTimestampMs < timestampMs || segment.nextOffset <= logStartOffset) continue;
      const found = await this.#guardRead(
        () => this.#reader.findTimestamp(segment, timestampMs, logStartOffset),
        // Cut under the read: what is left is looked through anew.
        () => this.offsetForTimestamp(timestampMs, maxOffset),
      );
      if (found === null) return null;
      if (found !== undefined) return found.offset < maxOffset ? found : null;
    }
    return null;
  }

  /**
   * Cuts the log so that it ends at `endOffset`, or at the base of the batch that holds it; on disk when
   * it resolves. At or below the log start as `resetTo(endOffset)`. Leaves `epochs` alone (4.3).
   */
  truncate(endOffset: Offset): Promise<void> {
    return this.#cut(() => this.#cutter.truncate(endOffset));
  }

  /**
   * Raises the log start, on disk when it resolves, and removes segments wholly below. No effect at or
   * below the log start; `OFFSET_OUT_OF_RANGE` above `logEndOffset`.
   */
  deleteTo(logStartOffset: Offset, reason: DeletionReason = 'delete_records'): Promise<void> {
    return this.#cut(async () => {
      if (logStartOffset > this.logEndOffset) throw this.#outOfRange(logStartOffset);
      await this.#cutter.removeTo(logStartOffset, reason);
    });
  }

  /** Empties the log, which then starts and ends at `offset`, on disk when it resolves. Lifts a quarantine. Leaves `epochs` alone. */
  resetTo(offset: Offset): Promise<void> {
    return this.#tasks.run(async () => {
      if (this.state !== 'quarantined') this.#status.checkOpen();
      await this.#tryCut(() => this.#cutter.reset(offset));
      this.#afterCut();
      this.#status.lift();
    });
  }

  /**
   * Removes old segments by `retention.ms` and `retention.bytes`, those wholly below `maxOffset` (the
   * high watermark) only, rolling the active one first if it is due. Forgets idle producers. Returns
   * the log start.
   */
  async retain(nowMs: number, maxOffset: Offset): Promise<Offset> {
    await this.#tasks.run(async () => this.producers.expire(nowMs));
    const isDue = this.#cutter.findExpired(nowMs, maxOffset) !== undefined;
    if (isDue) await this.#cut(() => this.#cutter.retain(nowMs, maxOffset));
    return this.logStartOffset;
  }

  /** Looks whether every segment still has its file: a log that has lost one is `quarantined`. */
  checkFiles(): Promise<void> {
    return this.#tasks.run(async () => {
      if (this.state !== 'open') return;
      const lost = await findLostFile(this.#data);
      if (lost === undefined) return;
      this.#fail('quarantined', toStorageError('Looking', new LogDamage(`${lost} is gone`)));
    });
  }

  /** Seals the active segment if it has records. */
  roll(): Promise<void> {
    return this.#cut(() => this.#writer.roll());
  }

  /** Resolves when everything appended before the call is on disk. */
  flush(): Promise<void> {
    return this.#tasks.run(async () => {
      await this.#writeQueue();
      this.#status.checkWritable();
      await this.#sync();
    });
  }

  /**
   * Writes and flushes what is queued, saves what spares the next start a scan, closes the files. The
   * log is closed even if that fails; then, and for a `failed` log, it rejects: the directory must not
   * be marked as shut down cleanly.
   */
  close(): Promise<void> {
    return this.#tasks.run(async () => {
      try {
        if (this.state === 'open') await this.#closeCleanly();
        if (this.state === 'failed' && this.fault !== null) throw this.fault;
      } finally {
        this.#shut();
        this.#data.tail.reset(this.logEndOffset);
        const { environment, segments } = this.#data;
        for (const { path } of segments.all) await environment.openFiles.evict(path);
      }
    });
  }

  /**
   * Forgets the log and its leader epochs, durably, renames its folder away and removes it in the
   * background. Appends and reads are refused from the call on.
   */
  delete(): Promise<void> {
    this.#shut();
    return this.#tasks.run(() => this.#cutter.delete());
  }

  async #start(damage: string | null): Promise<void> {
    if (damage !== null) {
      this.#fail('quarantined', new WeirError('STORAGE_ERROR', damage));
      return;
    }
    const { epochs } = this.#data;
    const beyond = epochs.entries().findIndex((entry) => entry.startOffset > this.logEndOffset);
    if (beyond !== -1) await epochs.truncateToCount(beyond);
    try {
      await replayProducers(this.#data);
    } catch (error) {
      if (isOwnError(error) || isOutOfResources(error)) throw toStorageError('Opening', error);
      this.#fail('quarantined', toStorageError('Reading producers', error));
    }
  }

  #outOfRange(offset: Offset): WeirError {
    return outOfRange(offset, this.logStartOffset, this.appendedOffset);
  }

  #startWriter(): void {
    if (this.#isWriterWaiting || this.isStorageFull || !this.#data.tail.hasQueued) return;
    this.#isWriterWaiting = true;
    void this.#tasks.run(() => this.#runWriter());
  }

  async #runWriter(): Promise<void> {
    this.#isWriterWaiting = false;
    if (this.state !== 'open') return;
    await this.#writeGroup();
    // Behind whoever waits for the log by now.
    this.#startWriter();
  }

  async #writeGroup(): Promise<void> {
    try {
      await this.#writer.writeGroup();
    } catch (error) {
      if (isStorageFull(error)) this.#enterFull(toStorageError('Writing', error));
      else this.#fail('failed', toStorageError('Writing', error));
    }
  }

  /** Writes all that is queued, as long as the disk takes it. Within an exclusive task. */
  async #writeQueue(): Promise<void> {
    while (this.#status.isWritable && this.#data.tail.hasQueued) {
      await this.#writeGroup();
    }
  }

  async #dropQueue(): Promise<void> {
    await this.#tryCut(() => this.#cutter.dropQueued());
    this.#afterCut();
  }

  #cut(task: () => Promise<void>): Promise<void> {
    return this.#tasks.run(async () => {
      this.#status.checkOpen();
      try {
        await this.#tryCut(task);
      } finally {
        this.#afterCut();
      }
    });
  }

  /** A cut that the files did not follow leaves them behind the database: only recovery mends that. */
  async #tryCut(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (isOwnError(error)) throw error;
      const failure = toStorageError('Cutting', error);
      this.#fail(error instanceof LogDamage ? 'quarantined' : 'failed', failure);
      throw failure;
    }
  }

  #afterCut(): void {
    const { appendedOffset } = this;
    this.#reader.forgetCursors();
    const cut = new WeirError('STORAGE_ERROR', `Log was cut at ${appendedOffset}`);
    this.#status.rejectBeyond(appendedOffset, cut);
    if (this.#data.tail.hasQueued) this.#startWriter();
    else this.#status.tryAgain();
  }

  async #sync(): Promise<void> {
    try {
      await this.#writer.flush();
    } catch (error) {
      this.#fail('failed', toStorageError('Flushing', error));
      throw error;
    }
  }

  async #closeCleanly(): Promise<void> {
    await this.#writeQueue();
    if (this.#data.tail.hasQueued) await this.#dropQueue();
    if (this.state !== 'open') return;
    await this.#sync();
    await this.#writer.checkpointFinally();
  }

  #shut(): void {
    this.#retryTimer?.cancel();
    this.#status.close(this.logEndOffset);
  }

  #enterFull(error: WeirError): void {
    this.#retryTimer?.cancel();
    this.#retryTimer = this.#data.environment.clock.setTimer(retryFullAfterMs, () => {
      void this.#tasks.run(async () => {
        if (this.state === 'open') await this.#writeGroup();
        this.#startWriter();
      });
    });
    this.#status.enterFull(error);
  }

  #fail(state: 'failed' | 'quarantined', error: WeirError): void {
    this.#retryTimer?.cancel();
    this.#status.fail(state, error, this.logEndOffset);
  }

  #readFiles(options: LogReadOptions): Promise<Buffer[]> {
    return this.#guardRead(
      () => this.#reader.read(options),
      () => this.read(options),
    );
  }

  /** Does `read`, or `again` when the log was cut under it. Files that cannot be read are quarantined. */
  async #guardRead<Read, Again>(
    read: () => Promise<Read>,
    again: () => Again,
  ): Promise<Read | Awaited<Again>> {
    const { generation, logStartOffset } = this.#data;
    try {
      return await read();
    } catch (error) {
      this.#status.checkOpen();
      const isCut = generation !== this.#data.generation || logStartOffset !== this.logStartOffset;
      if (isCut) return await again();
      const failure = toStorageError('Reading', error);
      if (!isOwnError(error) && !isOutOfResources(error)) this.#fail('quarantined', failure);
      throw failure;
    }
  }

  #rebuildSoon(segment: Segment): void {
    if (this.#rebuilding !== undefined) return;
    this.#rebuilding = segment;
    this.#tasks
      .run(async () => {
        if (this.state === 'open') await rebuildIndex(this.#data, segment);
      })
      .catch((error: unknown) => {
        this.#data.logger.warn({ err: error, path: segment.path }, 'rebuilding an index failed');
      })
      .finally(() => {
        this.#rebuilding = undefined;
      });
  }
}
