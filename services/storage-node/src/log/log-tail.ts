import { Buffer } from 'node:buffer';

import {
  decodeRecordBatch,
  invariant,
  type LeaderEpoch,
  type Offset,
  type RecordBatch,
  type RecordBatchHeader,
} from '@weir/core';

import { batchHeaderSize, frameHeaderSize, writeFrameHeader } from './frame.ts';
import type { LogMemory } from './log-memory.ts';

/** A batch in memory, framed for the file. */
export interface TailEntry {
  readonly baseOffset: Offset;
  /** Offset after the last record. */
  readonly nextOffset: Offset;
  readonly leaderEpoch: LeaderEpoch;
  readonly maxTimestampMs: number;
  /** Bytes of the frame, its header included. */
  readonly size: number;
  /** Holds the frame's header and, unless `batch` has it, the batch. */
  readonly chunk: Buffer;
  readonly chunkStart: number;
  readonly chunkEnd: number;
  /** A large batch, not copied. */
  readonly batch: Buffer | null;
}

/** What a batch costs beside its bytes. */
const entryOverheadBytes = 160;
/** Smaller batches are copied: they are then written in one piece and pin no message buffer. */
const copyBelowBytes = 8192;
const minChunkBytes = 512;
const maxChunkBytes = 256 * 1024;
const compactAfter = 1024;

/**
 * The newest batches of a log, in memory: those still to be written, and of the written ones as many
 * as fit. Serves followers and tailing consumers.
 *
 * Small batches are copied behind their frame headers into chunks, so that the writer hands the
 * system long stretches; large ones stay where they are.
 *
 * Invariants:
 *   - Entries are contiguous and end at `endOffset`; unwritten ones are never evicted.
 *   - Written entries take at most `maxBytes`.
 * Tests: `log-tail.test.ts`, `partition-log.test.ts`.
 */
export class LogTail {
  readonly #memory: LogMemory;
  readonly #maxBytes: number;
  #entries: TailEntry[] = [];
  // Entries before #head are gone, those before #written are in the file.
  #head = 0;
  #written = 0;
  #endOffset: Offset;
  #queuedBytes = 0;
  #keptBytes = 0;
  #chunk = Buffer.alloc(0);
  #chunkUsed = 0;
  #nextChunkBytes = minChunkBytes;

  constructor(memory: LogMemory, maxBytes: number, endOffset: Offset) {
    this.#memory = memory;
    this.#maxBytes = maxBytes;
    this.#endOffset = endOffset;
  }

  /** First offset in memory; `endOffset` when there is none. */
  get firstOffset(): Offset {
    return this.#entries[this.#head]?.baseOffset ?? this.#endOffset;
  }

  /** Where the next batch starts. */
  get endOffset(): Offset {
    return this.#endOffset;
  }

  /** Bytes still to be written, with what they cost in memory. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether something is to be written. */
  get hasQueued(): boolean {
    return this.#written < this.#entries.length;
  }

  /** The newest entry, if any is in memory. */
  get last(): TailEntry | undefined {
    return this.#entries.length > this.#head ? this.#entries.at(-1) : undefined;
  }

  /** Adds a batch behind the last one. */
  push(bytes: Buffer, batch: RecordBatch): void {
    const { header } = batch;
    invariant(header.baseOffset === this.#endOffset, 'appended batches follow without gaps');
    const entry = this.#frame(bytes, batch);
    this.#entries.push(entry);
    this.#endOffset = entry.nextOffset;
    const cost = costOf(entry);
    this.#queuedBytes += cost;
    this.#memory.add(this, cost);
  }

  /** Entries to be written next: at least one, at most `maxBytes` of frames. */
  queued(maxBytes: number): TailEntry[] {
    let end = this.#written;
    let bytes = 0;
    for (; end < this.#entries.length; end += 1) {
      bytes += this.#entries[end]?.size ?? 0;
      if (bytes > maxBytes && end > this.#written) break;
    }
    return this.#entries.slice(this.#written, end);
  }

  /** The headers of all queued batches, in order. */
  queuedHeaders(): RecordBatchHeader[] {
    return this.#entries
      .slice(this.#written)
      .map((entry) => decodeRecordBatch(batchOf(entry)).header);
  }

  /** The first `count` queued entries are in the file. */
  markWritten(count: number): void {
    let bytes = 0;
    for (let index = this.#written; index < this.#written + count; index += 1) {
      bytes += costOf(this.#entries[index]);
    }
    this.#written += count;
    this.#queuedBytes -= bytes;
    this.#keptBytes += bytes;
    this.#memory.unqueue(bytes);
    if (this.#keptBytes > this.#maxBytes) this.evict(this.#keptBytes - this.#maxBytes);
    this.#compact();
  }

  /** Drops the oldest written entries, at least `bytes` of them if there are so many. */
  evict(bytes: number): number {
    let freed = 0;
    let head = this.#head;
    for (; head < this.#written && freed < bytes; head += 1) freed += costOf(this.#entries[head]);
    // Not left to #compact: the buffers must go now.
    for (let index = this.#head; index < head; index += 1) this.#entries[index] = goneEntry;
    this.#head = head;
    this.#keptBytes -= freed;
    this.#release(freed);
    return freed;
  }

  /** Drops entries that reach beyond `endOffset`; the tail then ends there, or where the first of them began. */
  truncate(endOffset: Offset): void {
    if (endOffset >= this.#endOffset) return;
    const cut = this.#find(endOffset);
    const baseOffset = this.#entries[cut]?.baseOffset ?? endOffset;
    this.#dropFrom(cut);
    this.#endOffset = baseOffset < endOffset ? baseOffset : endOffset;
  }

  /** Drops what has not been written. */
  dropQueued(writtenOffset: Offset): void {
    this.#dropFrom(this.#written);
    this.#endOffset = writtenOffset;
  }

  /** Drops everything; the next batch starts at `endOffset`. */
  reset(endOffset: Offset): void {
    this.#dropFrom(this.#head);
    this.#endOffset = endOffset;
  }

  /** Batches from the one that holds `offset`, which must be in memory. Bounds as in `PartitionLog.read`. */
  read(offset: Offset, maxBytes: number, maxOffset: Offset): Buffer[] {
    const batches: Buffer[] = [];
    let bytes = 0;
    for (let index = this.#find(offset); index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.nextOffset > maxOffset) break;
      const size = entry.size - frameHeaderSize;
      if (batches.length > 0 && bytes + size > maxBytes) break;
      batches.push(batchOf(entry));
      bytes += size;
    }
    return batches;
  }

  #find(offset: Offset): number {
    let low = this.#head;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.nextOffset ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #frame(bytes: Buffer, batch: RecordBatch): TailEntry {
    const isCopied = bytes.length < copyBelowBytes;
    const size = frameHeaderSize + bytes.length;
    const start = this.#reserve(isCopied ? size : frameHeaderSize);
    const chunk = this.#chunk;
    writeFrameHeader(chunk, start, bytes, batchHeaderSize(bytes, batch));
    if (isCopied) chunk.set(bytes, start + frameHeaderSize);
    const { baseOffset, lastOffset, leaderEpoch, maxTimestampMs } = batch.header;
    return {
      baseOffset,
      nextOffset: (lastOffset + 1) as Offset,
      leaderEpoch,
      maxTimestampMs,
      size,
      chunk,
      chunkStart: start,
      chunkEnd: this.#chunkUsed,
      batch: isCopied ? null : bytes,
    };
  }

  /** Room in the current chunk, or in a new one: twice as large as the last, so idle logs hold little. */
  #reserve(size: number): number {
    if (this.#chunkUsed + size > this.#chunk.length) {
      this.#chunk = Buffer.allocUnsafeSlow(Math.max(this.#nextChunkBytes, size));
      this.#chunkUsed = 0;
      this.#nextChunkBytes = Math.min(maxChunkBytes, this.#nextChunkBytes * 2);
    }
    const start = this.#chunkUsed;
    this.#chunkUsed += size;
    return start;
  }

  #dropFrom(end: number): void {
    let queued = 0;
    let kept = 0;
    for (let index = end; index < this.#entries.length; index += 1) {
      if (index < this.#written) kept += costOf(this.#entries[index]);
      else queued += costOf(this.#entries[index]);
    }
    this.#entries.length = end;
    this.#written = Math.min(this.#written, end);
    this.#queuedBytes -= queued;
    this.#keptBytes -= kept;
    if (queued > 0) this.#memory.unqueue(queued);
    this.#release(queued + kept);
  }

  #release(bytes: number): void {
    const isEmpty = this.#head === this.#entries.length;
    this.#memory.remove(this, bytes, isEmpty);
    if (!isEmpty) return;
    this.#chunk = Buffer.alloc(0);
    this.#chunkUsed = 0;
    this.#nextChunkBytes = minChunkBytes;
  }

  #compact(): void {
    if (this.#head < compactAfter || this.#head < this.#entries.length / 2) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#written -= this.#head;
    this.#head = 0;
  }
}

/** The frames of the entries as few, long buffers, in order. */
export function gatherFrames(entries: readonly TailEntry[]): Buffer[] {
  const buffers: Buffer[] = [];
  let stretch: { readonly chunk: Buffer; readonly start: number; end: number } | undefined;
  for (const { chunk, chunkStart, chunkEnd, batch } of entries) {
    if (stretch?.chunk === chunk && stretch.end === chunkStart) {
      stretch.end = chunkEnd;
    } else {
      if (stretch !== undefined) buffers.push(stretch.chunk.subarray(stretch.start, stretch.end));
      stretch = { chunk, start: chunkStart, end: chunkEnd };
    }
    if (batch !== null) {
      buffers.push(stretch.chunk.subarray(stretch.start, stretch.end), batch);
      stretch = undefined;
    }
  }
  if (stretch !== undefined) buffers.push(stretch.chunk.subarray(stretch.start, stretch.end));
  return buffers;
}

const goneEntry: TailEntry = {
  baseOffset: 0 as Offset,
  nextOffset: 0 as Offset,
  leaderEpoch: 0 as LeaderEpoch,
  maxTimestampMs: 0,
  size: 0,
  chunk: Buffer.alloc(0),
  chunkStart: 0,
  chunkEnd: 0,
  batch: null,
};

function batchOf(entry: TailEntry): Buffer {
  return entry.batch ?? entry.chunk.subarray(entry.chunkStart + frameHeaderSize, entry.chunkEnd);
}

function costOf(entry: TailEntry | undefined): number {
  return entry === undefined ? 0 : entry.size + entryOverheadBytes;
}
