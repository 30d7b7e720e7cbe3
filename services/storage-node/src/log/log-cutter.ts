import { randomUUID } from 'node:crypto';

import type { LeaderEpoch, Offset } from '@weir/core';

import { deletedSuffix } from '../database/data-directory.ts';
import type { DatabaseOperation } from '../database/write-queue.ts';
import type { IndexEntry } from './index-block.ts';
import type { LogData } from './log-data.ts';
import type { DeletionReason } from './log-observer.ts';
import { countExpired } from './log-retention.ts';
import type { LogWriter } from './log-writer.ts';
import { replayProducers } from './replay-producers.ts';
import { baseOffsetOfFile, type Segment, segmentFileName } from './segment.ts';
import { walkSegment } from './walk-segment.ts';

/** The place between two batches where a log is cut. */
interface Boundary {
  /** First offset that goes. */
  readonly offset: Offset;
  readonly position: number;
  readonly maxTimestampMs: number;
  readonly lastEpoch: LeaderEpoch;
}

/**
 * Takes records away from a log: from its end (`truncate`), from its start (`removeTo`, `retain`), or
 * all of them (`reset`, `delete`). All methods run in the log's exclusive tasks.
 *
 * What the database says changes first, synced, then the files: a crash in between leaves files that
 * say more than the database, which recovery scans anew. Files go in an order that never leaves a gap.
 * Tests: `partition-log.test.ts`, `log-cutting.test.ts`.
 */
export class LogCutter {
  readonly #data: LogData;
  readonly #writer: LogWriter;

  constructor(data: LogData, writer: LogWriter) {
    this.#data = data;
    this.#writer = writer;
  }

  /** See `PartitionLog.truncate`. */
  truncate(endOffset: Offset): Promise<void> {
    return this.#counting(() => this.#truncate(endOffset));
  }

  async #truncate(endOffset: Offset): Promise<void> {
    const data = this.#data;
    if (endOffset >= data.tail.endOffset) return;
    if (endOffset <= data.logStartOffset) return this.#reset(endOffset);
    await this.#writer.settleSeals();
    const segment = data.segments.find(endOffset);
    if (segment === undefined) {
      data.tail.truncate(endOffset);
      return this.#truncated();
    }
    const boundary = await this.#findBoundary(segment, endOffset);
    if (boundary.offset < data.logStartOffset) return this.#reset(boundary.offset);
    await this.#cutSegments(segment, boundary);
    await this.#truncated();
  }

  /** Drops what is queued and not written. */
  async dropQueued(): Promise<void> {
    this.#data.tail.dropQueued(this.#data.logEndOffset);
    await this.#truncated();
  }

  /** See `PartitionLog.deleteTo`; not above `logEndOffset`. */
  async removeTo(logStartOffset: Offset, reason: DeletionReason): Promise<void> {
    const data = this.#data;
    if (logStartOffset <= data.logStartOffset) return;
    if (logStartOffset === data.logEndOffset) await this.#writer.roll();
    await this.#writer.settleSeals();
    const isBelow = (segment: Segment): boolean =>
      segment.isSealed && segment.nextOffset <= logStartOffset;
    const operations = await this.#deletions(data.segments.all.filter(isBelow));
    operations.push(data.store.putLogStartOffset(logStartOffset));
    await data.store.write(operations, true);

    data.logStartOffset = logStartOffset;
    const removed = data.segments.removeWhile(isBelow);
    await this.#removeFiles(removed);
    if (removed.length > 0) data.environment.observer.segmentsDeleted(removed, reason);
  }

  /** The newest segment that `retain` would remove, if any. */
  findExpired(nowMs: number, maxOffset: Offset): Segment | undefined {
    const { segments, config } = this.#data;
    const count = countExpired({ segments: segments.all, config, nowMs, maxOffset });
    return segments.all[count - 1];
  }

  /** See `PartitionLog.retain`. */
  async retain(nowMs: number, maxOffset: Offset): Promise<void> {
    const lastExpired = this.findExpired(nowMs, maxOffset);
    if (lastExpired === undefined) return;
    if (!lastExpired.isSealed) await this.#writer.roll();
    await this.removeTo(lastExpired.nextOffset, 'retention');
  }

  /** See `PartitionLog.resetTo`. */
  reset(offset: Offset): Promise<void> {
    return this.#counting(() => this.#reset(offset));
  }

  async #reset(offset: Offset): Promise<void> {
    const data = this.#data;
    await this.#writer.settleSeals();
    const operations = await data.store.deleteAll();
    operations.push(data.store.putLogStartOffset(offset));
    await data.store.write(operations, true);

    data.segments.removeFrom(0 as Offset);
    data.tail.reset(offset);
    data.logStartOffset = offset;
    data.logEndOffset = offset;
    data.flushedOffset = offset;
    data.producers.load([], false);
    this.#writer.dropSnapshot();
    data.generation += 1;
    await this.#removeAllFiles();
  }

  /** See `PartitionLog.delete`. */
  async delete(): Promise<void> {
    const { environment, store, tail, logEndOffset, segments, topicId, directory } = this.#data;
    await this.#writer.settleSeals();
    tail.reset(logEndOffset);
    await store.write([...(await store.deleteAll()), store.deleteLeaderEpochs()], true);
    for (const { path } of segments.all) await environment.openFiles.evict(path);
    environment.observer.segmentsDeleted(segments.all, 'topic');

    const { fileSystem } = environment;
    const doomed = `${directory}.${randomUUID()}${deletedSuffix}`;
    if (!(await fileSystem.rename(directory, doomed))) return;
    // In the background: the next start removes what is left.
    void fileSystem
      .removeDirectory(doomed)
      .then(() => fileSystem.removeEmptyDirectory(environment.topicDirectory(topicId)))
      .catch((error: unknown) => {
        this.#data.logger.warn({ err: error, path: doomed }, 'deleted log was not removed');
      });
  }

  /** Tells how many records a cut took from the end of the log. */
  async #counting(cut: () => Promise<void>): Promise<void> {
    const { environment, logStartOffset, tail } = this.#data;
    const { endOffset } = tail;
    await cut();
    const kept = Math.max(logStartOffset, tail.endOffset);
    if (kept < endOffset) environment.observer.truncated(endOffset - kept);
  }

  async #truncated(): Promise<void> {
    const data = this.#data;
    const endOffset = data.tail.endOffset;
    data.generation += 1;
    this.#writer.dropSnapshot();
    if (data.producers.truncateTo(endOffset)) return;
    await replayProducers(data);
  }

  /** The last place at or in front of `endOffset` where a batch ends. */
  async #findBoundary(segment: Segment, endOffset: Offset): Promise<Boundary> {
    let entry = await segment.index.lookup((endOffset - 1) as Offset);
    for (;;) {
      const boundary = await this.#walkTo(segment, entry, endOffset);
      // The epoch of the batch in front of the cut is only known once one has been seen.
      if (boundary.position > entry.position || entry.position === 0) return boundary;
      entry = await segment.index.lookup((entry.offset - 1) as Offset);
    }
  }

  async #walkTo(segment: Segment, entry: IndexEntry, endOffset: Offset): Promise<Boundary> {
    let offset = entry.offset;
    let maxTimestampMs = entry.maxTimestampBeforeMs;
    let lastEpoch = 0 as LeaderEpoch;
    const { position } = await this.#data.environment.openFiles.use(segment.path, (file) =>
      walkSegment(file, {
        from: entry.position,
        to: segment.sizeBytes,
        visit: ({ batch: { header } }) => {
          if (header.lastOffset >= endOffset) return false;
          offset = (header.lastOffset + 1) as Offset;
          maxTimestampMs = Math.max(maxTimestampMs, header.maxTimestampMs);
          lastEpoch = header.leaderEpoch;
          return true;
        },
      }),
    );
    return { offset, position, maxTimestampMs, lastEpoch };
  }

  async #cutSegments(segment: Segment, boundary: Boundary): Promise<void> {
    const data = this.#data;
    const { store, segments } = data;
    const isEmptied = boundary.position === 0;
    const firstRemoved = isEmptied ? segment.baseOffset : ((segment.baseOffset + 1) as Offset);
    const operations = await this.#deletions(
      segments.all.filter(({ baseOffset }) => baseOffset >= firstRemoved),
    );
    operations.push(...store.deleteProducerSnapshotsAbove(boundary.offset));
    if (isEmptied) operations.push(store.deleteCheckpoint());
    else operations.push(...(await this.#cutRecord(segment, boundary)));
    await store.write(operations, true);

    data.tail.truncate(boundary.offset);
    data.logEndOffset = boundary.offset;
    data.flushedOffset = Math.min(data.flushedOffset, boundary.offset) as Offset;
    data.generation += 1;
    const removed = segments.removeFrom(firstRemoved);
    if (!isEmptied) this.#shorten(segment, boundary);
    await this.#removeFiles(removed.toReversed());
    if (!isEmptied) await this.#cutFile(segment);
    data.flushedOffset = boundary.offset;
  }

  async #cutRecord(segment: Segment, boundary: Boundary): Promise<DatabaseOperation[]> {
    const { store, flushedOffset } = this.#data;
    const { offset, position, maxTimestampMs, lastEpoch } = boundary;
    const operations = await segment.index.truncate(offset, position);
    const record = { ...segment.toRecord(), nextOffset: offset, sizeBytes: position };
    operations.push(
      store.putSegment({ ...record, maxTimestampMs, lastEpoch, isSealed: false }),
      store.putCheckpoint({
        segmentBaseOffset: segment.baseOffset,
        position,
        offset,
        maxTimestampMs,
        lastEpoch,
        isFlushed: flushedOffset >= offset,
      }),
    );
    return operations;
  }

  #shorten(segment: Segment, boundary: Boundary): void {
    segment.nextOffset = boundary.offset;
    segment.sizeBytes = boundary.position;
    segment.maxTimestampMs = boundary.maxTimestampMs;
    segment.lastEpoch = boundary.lastEpoch;
    segment.isSealed = false;
  }

  async #cutFile(segment: Segment): Promise<void> {
    const { environment } = this.#data;
    await environment.openFiles.use(segment.path, async (file) => {
      await file.truncate(segment.sizeBytes);
      await environment.flushScheduler.run(() => file.datasync());
    });
  }

  async #deletions(segments: readonly Segment[]): Promise<DatabaseOperation[]> {
    const { store } = this.#data;
    const deletions = await Promise.all(
      segments.map(({ baseOffset }) => store.deleteSegment(baseOffset)),
    );
    return deletions.flat();
  }

  async #removeFiles(segments: readonly Segment[]): Promise<void> {
    const paths = segments.map((segment) => segment.path);
    await this.#data.environment.removeFiles(this.#data.directory, paths);
  }

  /** Files of a damaged log too, which are not among the segments; the newest first. */
  async #removeAllFiles(): Promise<void> {
    const { environment, directory } = this.#data;
    const names = await environment.fileSystem.list(directory);
    const bases = names.flatMap((name) => baseOffsetOfFile(name) ?? []).toSorted((a, b) => b - a);
    const paths = bases.map((baseOffset) => `${directory}/${segmentFileName(baseOffset)}`);
    await environment.removeFiles(directory, paths);
  }
}
