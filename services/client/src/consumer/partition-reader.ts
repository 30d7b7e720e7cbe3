import { decodeRecordBatch, invariant, type RecordBatch } from '@weir/core';
import type { FetchPartitionData } from '@weir/protos';

/** Where the bytes of a batch came from, and go back to when it is done with. */
export interface ByteSource {
  release(bytes: number): void;
}

/** A batch that was fetched and not given yet. */
export interface FetchedBatch {
  readonly batch: RecordBatch;
  readonly sizeBytes: number;
  readonly source: ByteSource;
}

/** A partition with its topic's id. */
export interface ReaderPlace {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
}

/**
 * How far one partition has been fetched, given to the application, and handled by it.
 *
 * Pure state: data comes in, batches go out. Control batches are passed over; the position moves past
 * them.
 *
 * Several batches may be in hand at once, for handlers that finish out of order; whoever takes them
 * decides how many.
 *
 * Invariants:
 *   - handled ≤ position ≤ fetch offset.
 *   - Batches are given in the order of their offsets, each record at most once between two seeks.
 *   - Every byte received goes back to its source once.
 * Tests: `partition-reader.test.ts`.
 */
export class PartitionReader {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly #revoked = new AbortController();
  #isClosed = false;
  #buffer: FetchedBatch[] = [];
  #bufferedBytes = 0;
  #isStarted = false;
  /** Batches in hand, of after the last seek. */
  #inHand = 0;
  /** Where the last batch taken ends: first offset behind it, and its leader epoch. */
  #handEnd = 0;
  #handEpoch: number | undefined;
  #seeks = 0;
  /** Whether the leader has sent something for the position. */
  #isHeard = false;
  #position = 0;
  #handled = 0;
  #fetchOffset = 0;
  #epoch: number | undefined;
  #fetchEpoch: number | undefined;
  #handledEpoch: number | undefined;
  #committed = 0;
  #highWatermark = 0;
  isPaused = false;
  /** Whether the application's listener is still being told of the partition: it is not read yet. */
  isHeld = false;
  /** Where an iteration that runs until the end stops; undefined when it does not, or not known yet. */
  endOffset: number | undefined;

  constructor({ topicId, topic, partition }: ReaderPlace) {
    this.topicId = topicId;
    this.topic = topic;
    this.partition = partition;
  }

  /** Aborts when the partition is taken away. */
  get signal(): AbortSignal {
    return this.#revoked.signal;
  }

  /** Whether the partition is, or is about to be, another's: nothing new of it is given. */
  get isRevoked(): boolean {
    return this.#revoked.signal.aborted;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the position is known. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Counts seeks: a batch in hand of before one has no say any more. */
  get seeks(): number {
    return this.#seeks;
  }

  get hasBuffered(): boolean {
    return this.#buffer.length > 0;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** Whether nothing of it is buffered or in hand. */
  get isDrained(): boolean {
    return this.#buffer.length === 0 && this.#inHand === 0;
  }

  /** Next offset to give. */
  get position(): number {
    return this.#position;
  }

  /** First offset that was not handled. */
  get handled(): number {
    return this.#handled;
  }

  /** Leader epoch of the last record handled; undefined when not known. */
  get handledEpoch(): number | undefined {
    return this.#handledEpoch;
  }

  /** The offset that was committed last. */
  get committed(): number {
    return this.#committed;
  }

  /** Next offset to fetch. */
  get fetchOffset(): number {
    return this.#fetchOffset;
  }

  /** Leader epoch of the last record given; undefined when none was. */
  get epoch(): number | undefined {
    return this.#epoch;
  }

  /** Leader epoch of the last record fetched; undefined when none was. */
  get fetchEpoch(): number | undefined {
    return this.#fetchEpoch;
  }

  /** As last heard from the leader. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /**
   * Whether all below `endOffset` has been given. A position beyond it counts only once the leader has
   * sent data for it: it may be out of range.
   */
  get isAtEnd(): boolean {
    if (this.endOffset === undefined || !this.#isStarted) return false;
    return this.#position === this.endOffset || (this.#position > this.endOffset && this.#isHeard);
  }

  /** Sets the first position: where the group stands, or where a new reader begins. */
  start(offset: number, epoch?: number): void {
    this.#isStarted = true;
    this.#committed = offset;
    this.seek(offset, epoch);
  }

  /** The application moves to an offset: what is below counts as handled. */
  seek(offset: number, epoch?: number): void {
    this.#isStarted = true;
    this.#handled = offset;
    this.#handledEpoch = epoch;
    this.#moveTo(offset, epoch);
  }

  /**
   * Moves to an offset for another reason than the application's will: what is in hand is not
   * handled by that, so the next batch handled decides what is.
   */
  move(offset: number, epoch?: number): void {
    if (offset <= this.#handled) {
      this.#handled = offset;
      this.#handledEpoch = epoch;
    }
    this.#moveTo(offset, epoch);
  }

  /** Goes back to what was not handled, to give it again. */
  rewind(): void {
    this.#moveTo(this.#handled, this.#handledEpoch);
  }

  /** Takes what the leader sent; the bytes of what is passed over go back at once. */
  receive(data: FetchPartitionData, source: ByteSource): void {
    this.#isHeard = true;
    this.#highWatermark = Math.max(this.#highWatermark, data.highWatermark);
    for (const [index, bytes] of data.batches.entries()) {
      try {
        this.#receiveBatch(bytes, source);
      } catch (error) {
        for (const lost of data.batches.slice(index)) source.release(lost.length);
        throw error;
      }
    }
  }

  /** The next batch to give; it is in hand until `finish`. */
  take(): FetchedBatch | undefined {
    if (this.#inHand === 0) this.#passControlBatches();
    // Behind what is in hand control batches are left out with the batch after them.
    const next = this.#buffer.findIndex(({ batch }) => !batch.header.isControl);
    for (let passed = 0; passed < next; passed += 1) this.#passFirst();
    const fetched = next === -1 ? undefined : this.#buffer.shift();
    if (fetched === undefined) return undefined;
    this.#bufferedBytes -= fetched.sizeBytes;
    this.#inHand += 1;
    this.#handEnd = fetched.batch.header.lastOffset + 1;
    this.#handEpoch = fetched.batch.header.leaderEpoch;
    return fetched;
  }

  /** Everything below `offset` has been given. */
  give(offset: number, epoch: number): void {
    if (this.isClosed) return;
    this.#position = offset;
    this.#epoch = epoch;
  }

  /** Everything below `offset` has been handled; the record before it is of `epoch`. */
  handle(offset: number, epoch: number): void {
    if (this.#isClosed || offset <= this.#handled) return;
    this.#handled = offset;
    this.#handledEpoch = epoch;
  }

  /** The group has this offset. */
  noteCommitted(offset: number): void {
    if (offset > this.#committed) this.#committed = offset;
  }

  /** A batch in hand is done with: its bytes go back. `seeks` is the count when it was taken. */
  finish(fetched: FetchedBatch, seeks: number): void {
    fetched.source.release(fetched.sizeBytes);
    if (seeks !== this.#seeks) return;
    this.#inHand -= 1;
    invariant(this.#inHand >= 0, 'a batch is finished once');
    if (this.#inHand === 0) this.#passControlBatches();
  }

  /** The batch taken last cannot be given: it will be fetched again. */
  refuse(fetched: FetchedBatch): void {
    fetched.source.release(fetched.sizeBytes);
    this.#inHand -= 1;
    this.#handEnd = fetched.batch.header.baseOffset;
    this.#handEpoch = undefined;
    this.dropBuffered();
  }

  /** Forgets what was read ahead, not what is in hand; it will be fetched again. */
  dropBuffered(): void {
    for (const { source, sizeBytes } of this.#buffer) source.release(sizeBytes);
    this.#buffer = [];
    this.#bufferedBytes = 0;
    this.#fetchOffset = this.#inHand > 0 ? this.#handEnd : this.#position;
    this.#fetchEpoch = this.#inHand > 0 ? this.#handEpoch : this.#epoch;
  }

  /** The partition is to be let go: what is in hand may be finished and committed, nothing else. */
  revoke(): void {
    this.dropBuffered();
    this.#revoked.abort();
  }

  /** The partition is gone. */
  close(): void {
    this.revoke();
    this.#isClosed = true;
  }

  #receiveBatch(bytes: Buffer, source: ByteSource): void {
    const batch = decodeRecordBatch(bytes);
    const { lastOffset, leaderEpoch } = batch.header;
    if (lastOffset < this.#fetchOffset || this.isRevoked) {
      source.release(bytes.length);
      return;
    }
    this.#fetchOffset = lastOffset + 1;
    this.#fetchEpoch = leaderEpoch;
    this.#buffer.push({ batch, sizeBytes: bytes.length, source });
    this.#bufferedBytes += bytes.length;
    if (this.#inHand === 0) this.#passControlBatches();
  }

  #moveTo(offset: number, epoch: number | undefined): void {
    this.#seeks += 1;
    this.#isHeard = false;
    this.#inHand = 0;
    this.#position = offset;
    this.#epoch = epoch;
    this.dropBuffered();
  }

  #passControlBatches(): void {
    for (;;) {
      const [first] = this.#buffer;
      if (first === undefined || !first.batch.header.isControl) return;
      this.#passFirst();
      const { lastOffset, leaderEpoch } = first.batch.header;
      if (this.#handled === this.#position) this.handle(lastOffset + 1, leaderEpoch);
      this.#position = lastOffset + 1;
      this.#epoch = leaderEpoch;
    }
  }

  #passFirst(): void {
    const first = this.#buffer.shift();
    if (first === undefined) return;
    this.#bufferedBytes -= first.sizeBytes;
    first.source.release(first.sizeBytes);
  }
}
