import type { Buffer } from 'node:buffer';

import { invariant, type Offset, WeirError } from '@weir/core';

import { toStorageError } from '../database/storage-error.ts';
import type { DatabaseOperation } from '../database/write-queue.ts';
import type { LogFile } from './file-system.ts';
import type { LogData } from './log-data.ts';
import { gatherFrames, type TailEntry } from './log-tail.ts';
import { encodeProducerSnapshot } from './producer-snapshot.ts';
import { emptySegmentRecord, Segment } from './segment.ts';
import { indexBlockEntries } from './segment-index.ts';

/** What the writer tells the log, synchronously. */
export interface LogWriterEvents {
  /** All that is queued below `endOffset`, exclusive, is about to be written. */
  onWriting(endOffset: Offset): void;
  /** `logEndOffset` has risen. */
  onWritten(): void;
  /** `flushedOffset` has risen. */
  onFlushed(): void;
  /** The disk failed in the background. */
  onFailed(error: WeirError): void;
}

interface PendingSnapshot {
  /** It holds every batch below, so it may be saved once these are safe. */
  readonly offset: Offset;
  readonly value: Buffer;
}

/** Most bytes of frames in one write, unless a single batch is larger. */
export const maxWriteBytes = 4 * 1024 * 1024;

const snapshotEveryBytes = 32 * 1024 * 1024;

/**
 * Writes a log's queue to its segments, rolls and seals them, and keeps their index up to date.
 *
 * All methods but `checkpoint` run in the log's exclusive tasks: one at a time.
 *
 * Invariants:
 *   - One write or sync of the active segment is under way at most.
 *   - After a failed write the file ends where the last good one did.
 *   - A checkpoint never says more than is written, or on disk where it says so.
 * Tests: `partition-log.test.ts`, `storage-full.test.ts`.
 */
export class LogWriter {
  readonly #data: LogData;
  readonly #events: LogWriterEvents;
  #sealing: Promise<void> = Promise.resolve();
  #pendingSnapshot: PendingSnapshot | undefined;
  #bytesSinceSnapshot = 0;
  #isCheckpointing = false;

  constructor(data: LogData, events: LogWriterEvents) {
    this.#data = data;
    this.#events = events;
  }

  /**
   * Writes what is queued, at most `maxWriteBytes`, and syncs it if the topic asks. Rejects with
   * `STORAGE_FULL`, nothing having changed, or `STORAGE_ERROR`.
   */
  async writeGroup(): Promise<void> {
    const { environment, tail, config } = this.#data;
    const queued = tail.queued(maxWriteBytes);
    const [first] = queued;
    if (first === undefined) return;

    const segment = await this.#segmentFor(first);
    const entries = fitting(queued, config.segmentBytes - segment.sizeBytes);
    this.#events.onWriting(entries.at(-1)?.nextOffset ?? first.nextOffset);
    await environment.openFiles.use(segment.path, async (file) => {
      await writeAll(file, gatherFrames(entries), segment);
      this.#commit(segment, entries);
      if (config.flushPolicy !== 'fsync') return;
      // Segments in front were perhaps sealed under another policy, their sync still under way.
      await this.#sealing;
      await this.#sync(file, this.#data.logEndOffset);
    });
    this.#checkpointIfDue(segment);
  }

  /** Seals the active segment if it has records; the next write starts another. */
  async roll(): Promise<void> {
    const { active } = this.#data.segments;
    if (active === undefined || active.sizeBytes === 0) return;
    active.isSealed = true;
    this.#data.environment.observer.segmentRolled();
    this.#takeSnapshot();
    this.#sealing = this.#sealing.then(() => this.#seal(active));
    // With fsync it is on disk already, so this is short.
    if (this.#data.config.flushPolicy === 'fsync') await this.#sealing;
  }

  /** Puts everything written on disk. */
  async flush(): Promise<void> {
    await this.#sealing;
    const { environment, segments, logEndOffset, flushedOffset } = this.#data;
    const { active } = segments;
    if (active === undefined || flushedOffset >= logEndOffset) return;
    await environment.openFiles.use(active.path, (file) => this.#sync(file, logEndOffset));
  }

  /** Waits for seals in the background. */
  async settleSeals(): Promise<void> {
    await this.#sealing;
  }

  /** Forgets a snapshot that may hold batches which are gone. */
  dropSnapshot(): void {
    this.#pendingSnapshot = undefined;
  }

  /** Saves index, checkpoint and producers, synced: the next start has nothing to scan. */
  async checkpointFinally(): Promise<void> {
    const { store, segments, logEndOffset, producers, tail } = this.#data;
    const last = segments.last;
    const operations: DatabaseOperation[] = [];
    if (!tail.hasQueued) {
      const snapshot = encodeProducerSnapshot(producers);
      operations.push(...store.putProducerSnapshot(logEndOffset, snapshot));
    }
    if (last === undefined) return store.write(operations, true);
    operations.push(store.putSegment(last.toRecord()), this.#putCheckpoint(last));
    await last.index.save(operations, true);
  }

  async #segmentFor(first: TailEntry): Promise<Segment> {
    const { active } = this.#data.segments;
    if (active !== undefined && !this.#isFull(active, first)) return active;
    await this.roll();
    const { creations } = this.#data.environment;
    return creations.run(() => this.#create(first.baseOffset));
  }

  #isFull(active: Segment, next: TailEntry): boolean {
    const { config, environment } = this.#data;
    if (active.sizeBytes === 0) return false;
    const ageMs = environment.clock.nowMs() - active.createdAtMs;
    return active.sizeBytes + next.size > config.segmentBytes || ageMs >= config.segmentMs;
  }

  async #create(baseOffset: Offset): Promise<Segment> {
    const { environment, store, segments, directory, config } = this.#data;
    const record = emptySegmentRecord(baseOffset, environment.clock.nowMs());
    const segment = new Segment(directory, store.index(baseOffset), record);
    try {
      await environment.fileSystem.makeDirectory(directory);
      await environment.openFiles.create(segment.path, () => Promise.resolve());
      // The file is on disk before the database knows of it: see LogRecovery.
      for (const path of this.#directoriesToSync())
        await environment.fileSystem.syncDirectory(path);
      await store.write([store.putSegment(record)], config.flushPolicy === 'fsync');
    } catch (error) {
      throw toStorageError(`Creating segment ${segment.path}`, error);
    }
    segments.add(segment);
    return segment;
  }

  #directoriesToSync(): string[] {
    const { environment, segments, topicId, directory } = this.#data;
    if (segments.last !== undefined) return [directory];
    return [environment.path, environment.topicDirectory(topicId), directory];
  }

  #commit(segment: Segment, entries: readonly TailEntry[]): void {
    const { config, tail } = this.#data;
    const start = segment.sizeBytes;
    for (const entry of entries) {
      segment.index.add(
        {
          offset: entry.baseOffset,
          position: segment.sizeBytes,
          maxTimestampBeforeMs: segment.maxTimestampMs,
        },
        config.indexIntervalBytes,
      );
      invariant(entry.baseOffset === segment.nextOffset, 'written batches follow without gaps');
      segment.nextOffset = entry.nextOffset;
      segment.sizeBytes += entry.size;
      segment.lastEpoch = entry.leaderEpoch;
      segment.maxTimestampMs = Math.max(segment.maxTimestampMs, entry.maxTimestampMs);
    }
    this.#data.logEndOffset = segment.nextOffset;
    tail.markWritten(entries.length);
    this.#bytesSinceSnapshot += segment.sizeBytes - start;
    this.#events.onWritten();
  }

  async #sync(file: LogFile, endOffset: Offset): Promise<void> {
    const { environment, directory } = this.#data;
    try {
      await environment.flushScheduler.run(() => file.datasync());
    } catch (error) {
      // Whatever the reason: the system may have dropped what it could not write.
      const reason = error instanceof Error ? error.message : String(error);
      throw new WeirError('STORAGE_ERROR', `Syncing a segment of ${directory} failed: ${reason}`, {
        cause: error,
      });
    }
    if (endOffset <= this.#data.flushedOffset) return;
    this.#data.flushedOffset = endOffset;
    this.#events.onFlushed();
  }

  async #seal(segment: Segment): Promise<void> {
    const { environment, store } = this.#data;
    try {
      if (this.#data.flushedOffset < segment.nextOffset) {
        await environment.openFiles.use(segment.path, (file) =>
          this.#sync(file, segment.nextOffset),
        );
      }
    } catch (error) {
      this.#events.onFailed(toStorageError(`Sealing ${segment.path}`, error));
      return;
    }
    await this.#save(segment, [store.putSegment(segment.toRecord())]);
  }

  #checkpointIfDue(segment: Segment): void {
    if (this.#bytesSinceSnapshot >= snapshotEveryBytes) this.#takeSnapshot();
    const isDue = segment.index.unsavedEntries >= indexBlockEntries || this.#isSnapshotSafe();
    if (isDue && !this.#isCheckpointing) void this.#checkpoint(segment);
  }

  async #checkpoint(segment: Segment): Promise<void> {
    this.#isCheckpointing = true;
    await this.#save(segment, [this.#putCheckpoint(segment)]);
    this.#isCheckpointing = false;
  }

  /** Saves what can be rebuilt: when it fails, the entries wait in memory for the next time. */
  async #save(segment: Segment, operations: readonly DatabaseOperation[]): Promise<void> {
    try {
      await segment.index.save([...operations, ...this.#snapshotOperations()], false);
    } catch (error) {
      this.#data.logger.debug({ err: error }, 'saving the index failed');
    }
  }

  #putCheckpoint(segment: Segment): DatabaseOperation {
    return this.#data.store.putCheckpoint({
      segmentBaseOffset: segment.baseOffset,
      position: segment.sizeBytes,
      offset: segment.nextOffset,
      maxTimestampMs: segment.maxTimestampMs,
      lastEpoch: segment.lastEpoch,
      isFlushed: this.#data.flushedOffset >= segment.nextOffset,
    });
  }

  /** The table is ahead of the file by what is queued: it is saved when the file has caught up. */
  #takeSnapshot(): void {
    this.#bytesSinceSnapshot = 0;
    const { tail, producers } = this.#data;
    // An empty one too: it spares a restart the replay of everything in front.
    this.#pendingSnapshot = { offset: tail.endOffset, value: encodeProducerSnapshot(producers) };
  }

  #isSnapshotSafe(): boolean {
    const snapshot = this.#pendingSnapshot;
    return snapshot !== undefined && snapshot.offset <= this.#data.logEndOffset;
  }

  #snapshotOperations(): DatabaseOperation[] {
    const snapshot = this.#pendingSnapshot;
    if (snapshot === undefined || !this.#isSnapshotSafe()) return [];
    this.#pendingSnapshot = undefined;
    return this.#data.store.putProducerSnapshot(snapshot.offset, snapshot.value);
  }
}

/** The first entries that a segment has room for: at least one. */
function fitting(entries: TailEntry[], roomBytes: number): TailEntry[] {
  let count = 0;
  let bytes = 0;
  for (const entry of entries) {
    bytes += entry.size;
    if (count > 0 && bytes > roomBytes) break;
    count += 1;
  }
  return count === entries.length ? entries : entries.slice(0, count);
}

/** Writes all buffers behind the segment's end, or nothing. */
async function writeAll(file: LogFile, buffers: Buffer[], segment: Segment): Promise<void> {
  let position = segment.sizeBytes;
  let rest = buffers;
  try {
    while (rest.length > 0) {
      const written = await file.write(rest, position);
      invariant(written > 0, 'a write without an error makes progress');
      position += written;
      rest = skipBytes(rest, written);
    }
  } catch (error) {
    await cutBack(file, segment);
    throw toStorageError(`Writing to ${segment.path}`, error);
  }
}

async function cutBack(file: LogFile, segment: Segment): Promise<void> {
  try {
    await file.truncate(segment.sizeBytes);
  } catch (error) {
    throw new WeirError('STORAGE_ERROR', `Cutting ${segment.path} after a failed write failed`, {
      cause: error,
    });
  }
}

function skipBytes(buffers: readonly Buffer[], bytes: number): Buffer[] {
  let skipped = bytes;
  return buffers.flatMap((buffer) => {
    const here = Math.min(skipped, buffer.length);
    skipped -= here;
    return here === buffer.length ? [] : [buffer.subarray(here)];
  });
}
