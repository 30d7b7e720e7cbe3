import type { Buffer } from 'node:buffer';
import {
  decodeRecordBatch,
  invariant,
  type Offset,
  type Random,
  type RecordBatchHeader,
} from '@weir/core';
import { type EpochEntry, type LogBounds, ProducerStateTable } from '@weir/storage-node/cores';
import type { SimulatedProcess } from './simulated-process.ts';

/** A batch of one record in a log. */
export interface LoggedBatch {
  readonly bytes: Buffer;
  readonly header: RecordBatchHeader;
  /** Names the record wherever it stands: who made it, and its epoch. */
  readonly id: string;
}

/** What survives a crash, and how far. */
export interface LogFile {
  batches: LoggedBatch[];
  /** Batches that retention has removed: what the producers' snapshot stands for. */
  trimmed: LoggedBatch[];
  startOffset: number;
  writtenOffset: number;
  flushedOffset: number;
}

/** Whom a log tells of its progress. */
export interface LogListener {
  readonly onWritten: (logEndOffset: Offset) => void;
  readonly onFlushed: (flushedOffset: Offset) => void;
}

/** What a log works with in one life of its process. */
export interface SimulatedLogOptions {
  readonly file: LogFile;
  readonly process: SimulatedProcess;
  readonly random: Random;
  readonly isSynced: () => boolean;
  readonly maxDiskMs: () => number;
  readonly listener: LogListener;
}

/** A file that holds nothing. */
export function newLogFile(): LogFile {
  return { batches: [], trimmed: [], startOffset: 0, writtenOffset: 0, flushedOffset: 0 };
}

/**
 * A log whose batches each hold one record: queued at once, written after a while, synced after
 * another. Every cut is synced before it is done.
 */
export class SimulatedLog {
  readonly producers = new ProducerStateTable();
  /** As the writer of a partition asks: the queue is never full here. */
  readonly isSaturated = false;
  readonly isStorageFull = false;
  readonly #options: SimulatedLogOptions;
  readonly #file: LogFile;
  #generation = 0;
  #isWriting = false;
  #isFlushing = false;
  #settled: (() => void)[] = [];

  constructor(options: SimulatedLogOptions) {
    this.#options = options;
    this.#file = options.file;
    this.#replayProducers();
  }

  get bounds(): LogBounds {
    const { logStartOffset, appendedOffset, logEndOffset } = this;
    return {
      logStartOffset,
      appendedOffset,
      logEndOffset,
      flushedOffset: this.#file.flushedOffset as Offset,
    };
  }

  get logStartOffset(): Offset {
    return this.#file.startOffset as Offset;
  }

  get appendedOffset(): Offset {
    return (this.#file.startOffset + this.#file.batches.length) as Offset;
  }

  get logEndOffset(): Offset {
    return this.#file.writtenOffset as Offset;
  }

  get batches(): readonly LoggedBatch[] {
    return this.#file.batches;
  }

  at(offset: number): LoggedBatch | undefined {
    return this.#file.batches[offset - this.#file.startOffset];
  }

  /** Never needed: the queue is never full. */
  async whenWritable(): Promise<void> {
    // There is always room.
  }

  checkProducer(
    batch: Parameters<ProducerStateTable['check']>[0],
  ): ReturnType<ProducerStateTable['check']> {
    return this.producers.check(batch, this.logStartOffset);
  }

  append(batches: readonly Buffer[]): void {
    for (const bytes of batches) {
      const batch = toLogged(bytes);
      invariant(batch.header.baseOffset === this.appendedOffset, 'a log has no gaps');
      this.#file.batches.push(batch);
      this.producers.update(batch.header);
    }
    this.#write();
  }

  read(from: number, to: number): LoggedBatch[] {
    return this.#file.batches.slice(from - this.#file.startOffset, to - this.#file.startOffset);
  }

  /** Calls back when everything that was queued is written. */
  whenSettled(done: () => void): void {
    this.#settled.push(done);
    this.#write();
  }

  /** Syncs what is written, after a while. */
  flush(): void {
    if (this.#isFlushing) return;
    const { process, listener } = this.#options;
    const generation = this.#generation;
    this.#isFlushing = true;
    const endOffset = this.#file.writtenOffset;
    process.schedule(this.#diskMs(), () => {
      this.#isFlushing = false;
      if (generation === this.#generation && endOffset > this.#file.flushedOffset) {
        this.#file.flushedOffset = endOffset;
        listener.onFlushed(endOffset as Offset);
      }
      if (this.#options.isSynced() && this.#file.flushedOffset < this.#file.writtenOffset) {
        this.flush();
      }
    });
  }

  /** All of it is synced, as before a clean shutdown. */
  flushNow(): void {
    this.#file.writtenOffset = this.appendedOffset;
    this.#file.flushedOffset = this.appendedOffset;
  }

  truncate(endOffset: number): void {
    const file = this.#file;
    this.#generation += 1;
    this.#isWriting = false;
    file.batches.length = Math.max(0, Math.min(file.batches.length, endOffset - file.startOffset));
    file.writtenOffset = this.appendedOffset;
    file.flushedOffset = this.appendedOffset;
    if (!this.producers.truncateTo(this.appendedOffset)) this.#replayProducers();
    this.#wakeSettled();
  }

  reset(startOffset: number): void {
    const file = this.#file;
    this.#generation += 1;
    this.#isWriting = false;
    file.batches = [];
    file.trimmed = [];
    file.startOffset = startOffset;
    file.writtenOffset = startOffset;
    file.flushedOffset = startOffset;
    this.producers.load([], false);
    this.#wakeSettled();
  }

  /** Retention: the head goes. */
  moveStart(startOffset: number): void {
    const file = this.#file;
    const count = Math.min(startOffset, file.writtenOffset) - file.startOffset;
    if (count <= 0) return;
    file.trimmed.push(...file.batches.splice(0, count));
    file.startOffset += count;
    file.flushedOffset = Math.max(file.flushedOffset, file.startOffset);
  }

  #write(): void {
    if (this.#isWriting) return;
    if (this.#file.writtenOffset === this.appendedOffset) {
      this.#wakeSettled();
      return;
    }
    const { process, listener, isSynced } = this.#options;
    const generation = this.#generation;
    this.#isWriting = true;
    const endOffset = this.appendedOffset;
    process.schedule(this.#diskMs() / 4, () => {
      if (generation !== this.#generation) {
        this.#write();
        return;
      }
      this.#isWriting = false;
      this.#file.writtenOffset = Math.max(this.#file.writtenOffset, endOffset);
      listener.onWritten(this.logEndOffset);
      if (isSynced()) this.flush();
      this.#write();
    });
  }

  #diskMs(): number {
    const { random, maxDiskMs } = this.#options;
    return 0.02 + (random.nextInt(1000) / 1000) * maxDiskMs();
  }

  #wakeSettled(): void {
    const waiting = this.#settled;
    this.#settled = [];
    for (const done of waiting) done();
  }

  #replayProducers(): void {
    this.producers.load([], false);
    for (const { header } of [...this.#file.trimmed, ...this.#file.batches]) {
      this.producers.update(header);
    }
  }
}

/** What a process that died had not written is gone. */
export function loseUnwritten(file: LogFile): void {
  cutFile(file, file.writtenOffset);
}

/** What the kernel had not synced is gone, some of it or all. */
export function loseUnsynced(file: LogFile, random: Random): void {
  const unsynced = file.writtenOffset - file.flushedOffset;
  const kept = unsynced === 0 || random.nextInt(3) > 0 ? 0 : random.nextInt(unsynced + 1);
  cutFile(file, file.flushedOffset + kept);
}

/**
 * Recovery: the log ends before the first batch of another epoch than the list of epochs says. What
 * was synced before is not looked at.
 */
export function recoverFile(file: LogFile, epochs: readonly EpochEntry[]): void {
  let at = -1;
  for (const [index, { header }] of file.batches.entries()) {
    if (header.baseOffset < file.flushedOffset) continue;
    while ((epochs[at + 1]?.startOffset ?? Infinity) <= header.baseOffset) at += 1;
    if (epochs[at]?.epoch === header.leaderEpoch) continue;
    cutFile(file, file.startOffset + index);
    return;
  }
}

function cutFile(file: LogFile, endOffset: number): void {
  file.batches.length = Math.max(0, endOffset - file.startOffset);
  file.writtenOffset = file.startOffset + file.batches.length;
  file.flushedOffset = Math.min(file.flushedOffset, file.writtenOffset);
}

const known = new WeakMap<Buffer, LoggedBatch>();

/** A stamped batch with its header, decoded once. */
function toLogged(bytes: Buffer): LoggedBatch {
  const before = known.get(bytes);
  if (before !== undefined) return before;
  const { header } = decodeRecordBatch(bytes);
  const author = header.isControl
    ? 'config'
    : `${header.producerId}:${header.producerEpoch}:${header.baseSequence}`;
  const logged = { bytes, header, id: `${author}@${header.leaderEpoch}` };
  known.set(bytes, logged);
  return logged;
}
