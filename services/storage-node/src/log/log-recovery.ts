import { InvariantViolation, type LeaderEpoch, type Offset, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';

import { isOutOfResources, isStorageFull, toStorageError } from '../database/storage-error.ts';
import type { LogFile } from './file-system.ts';
import { findFrame } from './find-frame.ts';
import { type Frame, hasSoundRecords, maxFramedBatchSize } from './frame.ts';
import type { LeaderEpochCache } from './leader-epoch-cache.ts';
import type { PartitionLogOptions, RecoveredLog } from './log-data.ts';
import type { LogEnvironment } from './log-environment.ts';
import type { LogCheckpoint, LogStore } from './log-store.ts';
import { maxWriteBytes } from './log-writer.ts';
import {
  baseOffsetOfFile,
  emptySegmentRecord,
  Segment,
  segmentFileName,
  type SegmentRecord,
} from './segment.ts';
import { walkSegment } from './walk-segment.ts';

/** Where a scan starts, and how it ended. */
interface ScanStop {
  readonly position: number;
  /** `epoch`: a sound batch whose epoch the list of leader epochs does not have there. */
  readonly reason: 'end' | 'unsound' | 'epoch';
}

/**
 * Brings the files of one log and what the database says of them into agreement.
 *
 * Sealed segments are trusted when their length is right. The newest is scanned from the checkpoint
 * on, any segment without a record from its start: frame, both checksums, offsets, epochs. A torn end
 * is cut, as is everything from the first batch on whose epoch disagrees with the leader epochs
 * (replication, 6.3). Sound records behind damage, or a file that is missing or too short, are reported
 * as damage and nothing is touched: except after a death of the kernel, when the last, unsynced write
 * may have reached the disk in pieces, so that a hole in it is a torn end too.
 */
export class LogRecovery {
  readonly #environment: LogEnvironment;
  readonly #options: PartitionLogOptions;
  readonly #directory: string;
  readonly #store: LogStore;
  readonly #epochs: LeaderEpochCache;
  readonly #logger: Logger;
  readonly #segments: Segment[] = [];
  #checkpoint: LogCheckpoint | undefined;
  #damage: string | null = null;

  constructor(
    environment: LogEnvironment,
    options: PartitionLogOptions,
    store: LogStore,
    epochs: LeaderEpochCache,
  ) {
    const { topicId, partition } = options;
    this.#environment = environment;
    this.#options = options;
    this.#directory = environment.partitionDirectory(topicId, partition);
    this.#store = store;
    this.#epochs = epochs;
    this.#logger = environment.logger.child({ topicId, partition });
  }

  /**
   * Recovers the log; files that the system refuses count as damage, unless the caller is patient.
   * Rejects when the database does, when the disk is full or the system out of descriptors or memory.
   */
  async recover(): Promise<RecoveredLog> {
    try {
      return await this.#run();
    } catch (error) {
      if (error instanceof WeirError || error instanceof InvariantViolation) throw error;
      const failure = toStorageError(`Recovering ${this.#directory}`, error);
      const isPassing = isOutOfResources(error) || isStorageFull(error);
      if (isPassing || this.#options.isPatient === true) throw failure;
      this.#logger.error({ err: error }, 'log cannot be read');
      return unreadable(failure.message);
    }
  }

  async #run(): Promise<RecoveredLog> {
    const [storedStart, checkpoint, records] = await Promise.all([
      this.#store.readLogStartOffset(),
      this.#store.readCheckpoint(),
      this.#store.readSegments(),
    ]);
    if (storedStart === 'damaged') return unreadable('The log start is damaged in the database');
    const isUsable = checkpoint?.isFlushed === true || !this.#environment.mayHaveTornWrites;
    this.#checkpoint = isUsable ? checkpoint : undefined;
    const files = await this.#listFiles();
    const logStartOffset = storedStart ?? (await this.#assumeStart(files));
    const present = await this.#removeBelow(files, logStartOffset);
    this.#checkPresence(present, records, logStartOffset);
    await this.#openSegments(present, new Map(records.map((each) => [each.baseOffset, each])));
    return this.#finish(logStartOffset);
  }

  async #listFiles(): Promise<Offset[]> {
    const names = await this.#environment.fileSystem.list(this.#directory);
    return names.flatMap((name) => baseOffsetOfFile(name) ?? []).toSorted((a, b) => a - b);
  }

  /** A log without a stored start is new, or its database was lost: then its files are all it has. */
  async #assumeStart(files: readonly Offset[]): Promise<Offset> {
    const logStartOffset = files[0] ?? (0 as Offset);
    await this.#store.write([this.#store.putLogStartOffset(logStartOffset)], false);
    return logStartOffset;
  }

  /** A crash between raising the log start and removing files leaves some that are wholly below. */
  async #removeBelow(files: readonly Offset[], logStartOffset: Offset): Promise<Offset[]> {
    const stale = files.filter((_, index) => (files[index + 1] ?? Infinity) <= logStartOffset);
    await this.#remove(stale);
    return files.slice(stale.length);
  }

  #checkPresence(
    files: readonly Offset[],
    records: readonly SegmentRecord[],
    logStartOffset: Offset,
  ): void {
    // A file is on disk before the database knows of it.
    const missing = records.find(
      ({ baseOffset, nextOffset, isSealed }) =>
        !files.includes(baseOffset) && (!isSealed || nextOffset > logStartOffset),
    );
    if (missing !== undefined) this.#reportDamage(missing.baseOffset, 'is missing');
    const [first] = files;
    if (first !== undefined && first > logStartOffset) {
      this.#reportDamage(first, `is the first, the log starts at ${logStartOffset}`);
    }
  }

  async #openSegments(
    files: readonly Offset[],
    records: ReadonlyMap<Offset, SegmentRecord>,
  ): Promise<void> {
    for (const [index, baseOffset] of files.entries()) {
      const previous = this.#segments.at(-1);
      if (previous !== undefined && previous.nextOffset !== baseOffset) {
        this.#reportDamage(baseOffset, `follows records that end at ${previous.nextOffset}`);
      }
      if (this.#damage !== null) return;

      const isCut = await this.#openSegment(
        records.get(baseOffset) ?? emptySegmentRecord(baseOffset, this.#environment.clock.nowMs()),
        index === files.length - 1,
      );
      if (isCut) return this.#remove(files.slice(index + 1).toReversed());
    }
  }

  /** Measures one segment; whether it was cut, so that nothing may follow. */
  async #openSegment(record: SegmentRecord, isLast: boolean): Promise<boolean> {
    const index = this.#store.index(record.baseOffset);
    const segment = new Segment(this.#directory, index, record);
    this.#segments.push(segment);
    return this.#environment.openFiles.use(segment.path, async (file) => {
      const sizeBytes = await file.size();
      if (record.isSealed && sizeBytes === record.sizeBytes) return false;
      if (record.isSealed && sizeBytes < record.sizeBytes) {
        this.#reportDamage(
          record.baseOffset,
          `has ${sizeBytes} bytes, sealed were ${record.sizeBytes}`,
        );
        return false;
      }
      segment.isSealed = false;
      return this.#measure(segment, file, { sizeBytes, isLast });
    });
  }

  async #measure(
    segment: Segment,
    file: LogFile,
    { sizeBytes, isLast }: { readonly sizeBytes: number; readonly isLast: boolean },
  ): Promise<boolean> {
    const from = this.#startOfScan(segment);
    if (from > sizeBytes) {
      this.#reportDamage(segment.baseOffset, `has ${sizeBytes} bytes, known were ${from}`);
      return false;
    }
    await this.#store.write(await segment.index.truncate(segment.nextOffset, from), false);
    const stop = await this.#scan(segment, file, from, sizeBytes);
    segment.sizeBytes = stop.position;
    if (stop.reason === 'unsound' && !(await this.#isTornEnd(segment, file, sizeBytes, isLast))) {
      return false;
    }
    const isCut = stop.reason !== 'end';
    if (isCut) await this.#cut(segment, file, sizeBytes, stop.reason);
    // What a dead process wrote may still be in memory only; from here on it counts as on disk.
    const isOnDisk = this.#checkpoint?.isFlushed === true && sizeBytes === from;
    if (!isOnDisk) {
      await this.#environment.flushScheduler.run(() => file.datasync());
    }
    segment.isSealed = !isLast && !isCut;
    await segment.index.save([this.#store.putSegment(segment.toRecord())], false);
    return isCut;
  }

  #startOfScan(segment: Segment): number {
    const checkpoint = this.#checkpoint;
    const isHere = checkpoint?.segmentBaseOffset === segment.baseOffset;
    segment.nextOffset = isHere ? checkpoint.offset : segment.baseOffset;
    segment.maxTimestampMs = isHere ? checkpoint.maxTimestampMs : -1;
    segment.lastEpoch = isHere ? checkpoint.lastEpoch : (0 as LeaderEpoch);
    return isHere ? checkpoint.position : 0;
  }

  async #scan(segment: Segment, file: LogFile, from: number, to: number): Promise<ScanStop> {
    const { indexIntervalBytes } = this.#options.config;
    let isOtherEpoch = false;
    const { position, reason } = await walkSegment(file, {
      from,
      to,
      visit: (frame, at) => {
        if (!followsIn(segment, frame)) return false;
        const { header } = frame.batch;
        isOtherEpoch = !this.#isKnownEpoch(header.baseOffset, header.leaderEpoch);
        if (isOtherEpoch) return false;
        const maxTimestampBeforeMs = segment.maxTimestampMs;
        segment.index.add(
          { offset: header.baseOffset, position: at, maxTimestampBeforeMs },
          indexIntervalBytes,
        );
        segment.nextOffset = (header.lastOffset + 1) as Offset;
        segment.lastEpoch = header.leaderEpoch;
        segment.maxTimestampMs = Math.max(maxTimestampBeforeMs, header.maxTimestampMs);
        return true;
      },
    });
    if (reason === 'end') return { position, reason };
    return { position, reason: isOtherEpoch ? 'epoch' : 'unsound' };
  }

  #isKnownEpoch(offset: Offset, epoch: LeaderEpoch): boolean {
    // Without any entry the list was lost: then the replica is unclean, and cut when it joins.
    return this.#epochs.last === undefined || this.#epochs.epochAt(offset) === epoch;
  }

  /** Whether what stands behind the last sound batch may be cut; reports it as damage if not. */
  async #isTornEnd(
    segment: Segment,
    file: LogFile,
    sizeBytes: number,
    isLast: boolean,
  ): Promise<boolean> {
    const position = segment.sizeBytes;
    const following = await findFrame(file, {
      from: position,
      to: sizeBytes,
      minBaseOffset: segment.nextOffset,
    });
    if (following === undefined && isLast) return true;
    if (this.#mayBeTornWrite(sizeBytes - position, isLast)) return true;
    this.#reportDamage(
      segment.baseOffset,
      `is damaged at ${position}, sound records follow at ${following ?? 'the next file'}`,
    );
    return false;
  }

  #mayBeTornWrite(bytes: number, isLast: boolean): boolean {
    if (!this.#environment.mayHaveTornWrites) return false;
    const isUnsynced = this.#options.config.flushPolicy === 'page-cache';
    return isUnsynced || (isLast && bytes <= maxWriteBytes + maxFramedBatchSize);
  }

  async #cut(
    segment: Segment,
    file: LogFile,
    sizeBytes: number,
    reason: ScanStop['reason'],
  ): Promise<void> {
    await file.truncate(segment.sizeBytes);
    this.#logger.warn(
      {
        path: segment.path,
        reason: reason === 'epoch' ? 'batch of another leader epoch' : 'torn write',
        keptBytes: segment.sizeBytes,
        cutBytes: sizeBytes - segment.sizeBytes,
        logEndOffset: segment.nextOffset,
      },
      'log end cut in recovery',
    );
  }

  async #finish(logStartOffset: Offset): Promise<RecoveredLog> {
    const logEndOffset = this.#segments.at(-1)?.nextOffset ?? logStartOffset;
    if (logEndOffset < logStartOffset && this.#damage === null) {
      // Cut, or never reset, below the log start: there is nothing to read.
      await this.#store.write([this.#store.deleteCheckpoint()], false);
      await this.#remove(this.#segments.map((segment) => segment.baseOffset).toReversed());
      return { segments: [], logStartOffset, logEndOffset: logStartOffset, damage: null };
    }
    if (this.#damage !== null) this.#logger.error({ damage: this.#damage }, 'log is damaged');
    const end = Math.max(logStartOffset, logEndOffset) as Offset;
    return { segments: this.#segments, logStartOffset, logEndOffset: end, damage: this.#damage };
  }

  /** Forgets segments, then removes their files in the given order. */
  async #remove(baseOffsets: readonly Offset[]): Promise<void> {
    if (baseOffsets.length === 0) return;
    const deletions = await Promise.all(baseOffsets.map((base) => this.#store.deleteSegment(base)));
    await this.#store.write(deletions.flat(), true);
    const paths = baseOffsets.map((base) => `${this.#directory}/${segmentFileName(base)}`);
    await this.#environment.removeFiles(this.#directory, paths);
  }

  #reportDamage(baseOffset: Offset, what: string): void {
    this.#damage ??= `Segment ${segmentFileName(baseOffset)} ${what}`;
  }
}

function unreadable(damage: string): RecoveredLog {
  const none = 0 as Offset;
  return { segments: [], logStartOffset: none, logEndOffset: none, damage };
}

function followsIn(segment: Segment, frame: Frame): boolean {
  const { baseOffset, leaderEpoch } = frame.batch.header;
  return (
    baseOffset === segment.nextOffset && leaderEpoch >= segment.lastEpoch && hasSoundRecords(frame)
  );
}
