import { Buffer } from 'node:buffer';

import { type LeaderEpoch, type Offset, readRecords } from '@weir/core';

import type { LogFile } from './file-system.ts';
import {
  type Frame,
  frameHeaderSize,
  hasSoundRecords,
  peekBatchLength,
  readFrame,
} from './frame.ts';
import { LogDamage } from './log-damage.ts';
import type { LogData } from './log-data.ts';
import type { IndexEntry } from './index-block.ts';
import type { Segment } from './segment.ts';
import { walkSegment } from './walk-segment.ts';

/** Which batches to read. */
export interface LogReadOptions {
  /** The first batch is the one that holds it. */
  readonly offset: Offset;
  /** Bound of the sum of the batches; the first is returned even if it alone is above. */
  readonly maxBytes: number;
  /** Exclusive: only batches wholly below it. */
  readonly maxOffset: Offset;
  /**
   * Gives the buffer of at least so many bytes that files are read into, and the batches are views of;
   * without it one is made.
   */
  readonly takeBuffer?: ((bytes: number) => Buffer) | undefined;
}

/** A record found by its timestamp. */
export interface TimestampOffset {
  readonly offset: Offset;
  readonly timestampMs: number;
  readonly leaderEpoch: LeaderEpoch;
}

interface Cursor {
  readonly segment: Segment;
  readonly position: number;
}

/** Batches gathered from one piece of a file, and where to go on. */
interface Gathered {
  readonly batches: Buffer[];
  /** Offset of the batch at `position`. */
  nextOffset: Offset;
  position: number;
  bytes: number;
  isDone: boolean;
}

const maxReadBytes = 1024 * 1024;
const minReadBytes = 4096;
/** Read beyond what was asked, for frame headers and batches in front of the first one wanted. */
const slackBytes = 16 * 1024;
const maxCursors = 16;
/** Bytes passed over above which an index is taken to have lost entries. */
const suspiciousSkipBytes = 4 * 1024 * 1024;

/**
 * Reads batches from a log's segment files, by offset and by timestamp.
 *
 * Where a read ended is remembered, so that a reader that goes on there needs no index. Both checksums
 * of a frame are checked: a damaged replica takes itself out of service before it hands on damage.
 * Tests: `partition-log.test.ts`.
 */
export class LogReader {
  readonly #data: LogData;
  readonly #onIndexDamaged: (segment: Segment) => void;
  // Where the batch that starts at an offset lies, the least recent first.
  readonly #cursors = new Map<Offset, Cursor>();

  constructor(data: LogData, onIndexDamaged: (segment: Segment) => void) {
    this.#data = data;
    this.#onIndexDamaged = onIndexDamaged;
  }

  /** Forgets where reads ended: after a truncation. */
  forgetCursors(): void {
    this.#cursors.clear();
  }

  /** As `PartitionLog.read`, for an offset in a segment. Rejects with `LogDamage` or the system's error. */
  async read(options: LogReadOptions): Promise<Buffer[]> {
    const segment = this.#data.segments.find(options.offset);
    if (segment === undefined) return [];
    const cursor = this.#cursors.get(options.offset);
    const start =
      cursor?.segment === segment
        ? { offset: options.offset, position: cursor.position }
        : await segment.index.lookup(options.offset);
    return this.#data.environment.openFiles.use(segment.path, async (file) => {
      const found = await this.#readFrom(file, segment, start, options);
      if (found !== undefined) return found;
      // The index does not fit the file: the file is right until it contradicts itself.
      this.#onIndexDamaged(segment);
      const first = { offset: segment.baseOffset, position: 0 };
      const batches = await this.#readFrom(file, segment, first, options);
      if (batches === undefined) throw damaged(segment, 0);
      return batches;
    });
  }

  /** The first record of a segment's batches, from `fromOffset` on, that is at least so new. */
  async findTimestamp(
    segment: Segment,
    timestampMs: number,
    fromOffset: Offset,
  ): Promise<TimestampOffset | undefined> {
    const start = await segment.index.lookupTimestamp(timestampMs);
    let found: TimestampOffset | undefined;
    await this.#data.environment.openFiles.use(segment.path, (file) =>
      walkSegment(file, {
        from: start.position,
        to: segment.sizeBytes,
        visit: (frame) => {
          found = firstSince(frame, timestampMs, fromOffset);
          return found === undefined;
        },
      }),
    );
    return found;
  }

  /** The batches, or undefined if there is no batch of that offset at the start. */
  async #readFrom(
    file: LogFile,
    segment: Segment,
    start: Pick<IndexEntry, 'offset' | 'position'>,
    options: LogReadOptions,
  ): Promise<Buffer[] | undefined> {
    const { takeBuffer = makeBuffer } = options;
    // What is being written behind it is not looked at.
    const endPosition = segment.sizeBytes;
    const gathered: Gathered = {
      batches: [],
      nextOffset: start.offset,
      position: start.position,
      bytes: 0,
      isDone: false,
    };
    let readBytes = Math.max(minReadBytes, Math.min(maxReadBytes, options.maxBytes + slackBytes));
    while (gathered.position < endPosition) {
      const wantedBytes = Math.min(readBytes, endPosition - gathered.position);
      const piece = await readPiece(file, gathered.position, wantedBytes, takeBuffer);
      const before = gathered.position;
      gatherPiece(piece, gathered, options);
      if (gathered.isDone || gathered.batches.length > 0) break;
      if (gathered.position > before) continue;

      const needed = frameHeaderSize + peekBatchLength(piece, 0);
      if (needed <= piece.length || before + needed > endPosition) {
        if (before === start.position && before > 0) return undefined;
        throw damaged(segment, before);
      }
      readBytes = needed;
    }
    this.#remember(gathered, segment);
    if (gathered.position - start.position - gathered.bytes > this.#suspiciousBytes()) {
      this.#onIndexDamaged(segment);
    }
    return gathered.batches;
  }

  #suspiciousBytes(): number {
    return Math.max(suspiciousSkipBytes, 4 * this.#data.config.indexIntervalBytes);
  }

  #remember({ batches, nextOffset, position }: Gathered, segment: Segment): void {
    if (batches.length === 0) return;
    this.#cursors.set(nextOffset, { segment, position });
    if (this.#cursors.size <= maxCursors) return;
    for (const oldest of this.#cursors.keys()) {
      this.#cursors.delete(oldest);
      return;
    }
  }
}

function makeBuffer(bytes: number): Buffer {
  return Buffer.allocUnsafeSlow(bytes);
}

async function readPiece(
  file: LogFile,
  position: number,
  bytes: number,
  takeBuffer: (bytes: number) => Buffer,
): Promise<Buffer> {
  const piece = takeBuffer(bytes).subarray(0, bytes);
  return piece.subarray(0, await file.read(piece, position));
}

/** Takes the whole frames of a piece that starts at `gathered.position`. */
function gatherPiece(piece: Buffer, gathered: Gathered, options: LogReadOptions): void {
  let at = 0;
  for (;;) {
    const frame = readFrame(piece, at);
    if (frame?.batch.header.baseOffset !== gathered.nextOffset || !hasSoundRecords(frame)) return;
    if (!takeFrame(frame, gathered, options)) {
      gathered.isDone = true;
      return;
    }
    at += frame.size;
    gathered.position += frame.size;
    gathered.nextOffset = (frame.batch.header.lastOffset + 1) as Offset;
  }
}

/** Takes or passes over a frame; false when nothing more is wanted. */
function takeFrame(
  frame: Frame,
  gathered: Gathered,
  { offset, maxBytes, maxOffset }: LogReadOptions,
): boolean {
  const { lastOffset } = frame.batch.header;
  if (lastOffset >= maxOffset) return false;
  if (lastOffset < offset) return true;
  const { batches } = gathered;
  if (batches.length > 0 && gathered.bytes + frame.bytes.length > maxBytes) return false;
  batches.push(frame.bytes);
  gathered.bytes += frame.bytes.length;
  return true;
}

function firstSince(
  frame: Frame,
  timestampMs: number,
  fromOffset: Offset,
): TimestampOffset | undefined {
  const { header } = frame.batch;
  const mayHold = header.maxTimestampMs >= timestampMs && header.lastOffset >= fromOffset;
  if (!mayHold || header.isControl) return undefined;
  for (const record of readRecords(frame.batch, { fromOffset })) {
    if (record.timestampMs >= timestampMs) {
      const { offset, timestampMs: foundMs } = record;
      return { offset, timestampMs: foundMs, leaderEpoch: header.leaderEpoch };
    }
  }
  return undefined;
}

function damaged(segment: Segment, position: number): LogDamage {
  return new LogDamage(`Segment ${segment.path} is damaged at ${position}`);
}
