import { invariant, type WeirError } from '@weir/core';
import { type Backoff, createBackoff } from '@weir/runtime';
import { retryAfterMs } from '../cluster/retry-after.ts';
import {
  deliveryTimedOut,
  fateUnknown,
  isDefinite,
  isSequenceBroken,
  withPlace,
} from './delivery-error.ts';
import type { PartitionAnswer, PartitionQueueOptions } from './partition-queue-options.ts';
import { type PartitionIdentity, PartitionSequence } from './partition-sequence.ts';
import { type BatchRecord, ProduceBatch } from './produce-batch.ts';

const minInitialBytes = 2_048;

/**
 * The batches of one partition: being filled, ready, in flight, returned.
 *
 * Pure state: monotonic time and answers come in, batches to send go out. When a batch comes back to
 * be sent again, nothing is sent until all that was sent behind it has been answered, too; then they
 * go out again in their old order and under their old numbers.
 *
 * A batch that is given up leaves a gap in the sequence, at which the leader refuses the next one. That
 * one, and all behind it, then go on under a new producer epoch: those of which no attempt can have
 * been appended. The others fail, as nobody can tell what became of them.
 *
 * Invariants:
 *   - Batches are sent in the order of their ordinals, and again in that order.
 *   - At most `maxInFlight` are in flight; one until the leader has acknowledged this producer epoch.
 *   - A batch gets another number only if no attempt of it can have been appended.
 * Tests: `partition-queue.test.ts`.
 */
export class PartitionQueue {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly #options: PartitionQueueOptions;
  readonly #backoff: Backoff;
  /** Undefined without idempotence. */
  readonly #sequence: PartitionSequence | undefined;
  #ready: ProduceBatch[] = [];
  readonly #inFlight: ProduceBatch[] = [];
  #returned: ProduceBatch[] = [];
  #open: ProduceBatch | undefined;
  #nextOrdinal = 0;
  #flushedOrdinal = -1;
  #lastBatchBytes = 0;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  /** Until when the leader wants nothing more, whatever else becomes better meanwhile. */
  #heldUntilMs = Number.NEGATIVE_INFINITY;
  #leaderEpoch = 0;
  #isRewinding = false;
  #lastError: WeirError | undefined;
  #gap: WeirError | undefined;
  /** Whether the first ready batch is being compressed. */
  isSealing = false;

  constructor(options: PartitionQueueOptions) {
    this.topic = options.topic;
    this.topicId = options.topicId;
    this.partition = options.partition;
    this.#options = options;
    this.#sequence = options.isIdempotent ? new PartitionSequence(options.maxInFlight) : undefined;
    this.#backoff = createBackoff({ minMs: 20, maxMs: 1_000, random: options.random });
  }

  /** Whether it holds no batch at all. */
  get isEmpty(): boolean {
    return this.#open === undefined && this.#outstanding === 0;
  }

  get inFlightCount(): number {
    return this.#inFlight.length;
  }

  /** Whether its batches wait for `restart`: at first, and after a gap. */
  get needsIdentity(): boolean {
    return this.#sequence?.hasIdentity === false && !this.#isRewinding;
  }

  /** Under which batches were sent last, or are sent; undefined before the first. */
  get lastIdentity(): PartitionIdentity | undefined {
    return this.#sequence?.lastIdentity;
  }

  get #outstanding(): number {
    return this.#ready.length + this.#inFlight.length + this.#returned.length;
  }

  /**
   * Appends a record; returns its batch. Throws as `RecordBatchBuilder.append`; behind a gap at which it
   * stops, the error of the batch that is missing.
   */
  append(record: BatchRecord, targetBytes: number, nowMs: number): ProduceBatch {
    if (this.#gap !== undefined) throw this.#gap;
    if (this.#open !== undefined) {
      if (this.#open.append(record)) return this.#open;
      this.#close(this.#open);
    }
    const batch = this.#newBatch(targetBytes, nowMs);
    batch.append(record);
    this.#open = batch;
    return batch;
  }

  /** The batch that may be sent now, to be sealed, and then `sent`. */
  next(nowMs: number): ProduceBatch | undefined {
    if (this.#isRewinding || this.isSealing || this.needsIdentity) return undefined;
    if (nowMs < this.#retryAtMs || this.#inFlight.length >= this.#maxInFlight(nowMs)) {
      return undefined;
    }
    if (this.#ready.length === 0) {
      if (this.#open === undefined || !this.#mayLeave(this.#open, nowMs)) return undefined;
      this.#close(this.#open);
    }
    const [batch] = this.#ready;
    if (batch !== undefined) this.#sequence?.number(batch);
    return batch;
  }

  /** The instant at which `next` may have something that it has not now; undefined if time won't help. */
  wakeAtMs(nowMs: number): number | undefined {
    if (this.#isRewinding || this.isSealing) return undefined;
    if (this.#ready.length > 0) return nowMs < this.#retryAtMs ? this.#retryAtMs : undefined;
    if (this.#open === undefined || this.#inFlight.length > 0) return undefined;
    return Math.max(this.#retryAtMs, this.#open.createdAtMs + this.#options.lingerMs);
  }

  /** Whether the leader wants to be left alone now. */
  isHeld(nowMs: number): boolean {
    return nowMs < this.#heldUntilMs;
  }

  /** The highest leader epoch that has answered; 0 before one has. */
  get leaderEpoch(): number {
    return this.#leaderEpoch;
  }

  /** The batch that `next` returned is on its way. */
  sent(batch: ProduceBatch): void {
    invariant(this.#ready[0] === batch, 'batches are sent in their order');
    this.#ready.shift();
    this.#inFlight.push(batch);
    batch.attempt += 1;
  }

  /** A leader has the batch. */
  acknowledge(batch: ProduceBatch, answer: PartitionAnswer, nowMs: number): void {
    this.#leaderEpoch = Math.max(this.#leaderEpoch, answer.leaderEpoch);
    if (!removeFrom(this.#inFlight, batch)) return;
    this.#sequence?.prove(nowMs);
    this.#lastError = undefined;
    this.#backoff.reset();
    batch.acknowledge(answer.baseOffset, answer.logAppendTimeMs);
    this.#release(batch);
    // Behind a second attempt the first may still wait to be written, to a leader that was.
    if (batch.attempt === 1) this.#options.buffers.giveBack(batch.buffer);
    this.#rewindIfAnswered();
  }

  /** An attempt failed: the batch comes back, or is given up. */
  fail(batch: ProduceBatch, error: WeirError, nowMs: number): void {
    if (!removeFrom(this.#inFlight, batch)) return;
    this.#lastError = error;
    if (!isDefinite(error)) batch.hasUnknownAttempt = true;
    if (error.code === 'DUPLICATE_SEQUENCE') {
      batch.acknowledge(-1, 0);
      this.#release(batch);
    } else if (batch.isSettled) {
      this.#release(batch);
    } else if (isSequenceBroken(error) && this.#sequence !== undefined) {
      this.#onSequenceBroken(batch, error, nowMs);
    } else if (error.recovery === 'retry' || error.recovery === 'refresh-metadata') {
      this.#heldUntilMs = Math.max(this.#heldUntilMs, nowMs + retryAfterMs(error));
      this.#returnBatch(batch, nowMs);
    } else {
      this.#drop(batch, withPlace(batch, error));
    }
    this.#rewindIfAnswered();
    this.#stopAtGap();
  }

  /** All that is in flight gets no answer any more: its leader is gone. */
  abandon(error: WeirError, nowMs: number): void {
    for (const batch of [...this.#inFlight]) this.fail(batch, error, nowMs);
    this.wake();
  }

  /** Something changed for the better: what waits to be sent again need not wait longer. */
  wake(): void {
    this.#retryAtMs = this.#heldUntilMs;
  }

  /** What is in the queue now leaves without further delay. Returns those batches. */
  flush(): ProduceBatch[] {
    this.#flushedOrdinal = this.#nextOrdinal - 1;
    const open = this.#open === undefined ? [] : [this.#open];
    return [...this.#inFlight, ...this.#returned, ...this.#ready, ...open];
  }

  /** Gives the batches that are not in flight a new identity. */
  restart(identity: PartitionIdentity): void {
    this.#sequence?.restart(identity);
  }

  /** Gives up what has waited too long. What is in flight is rejected, and forgotten when answered. */
  expire(nowMs: number): void {
    const isLate = (batch: ProduceBatch): boolean => nowMs >= batch.deadlineAtMs;
    for (const batch of this.#inFlight.filter(isLate)) {
      this.#giveUp(batch, deliveryTimedOut(batch, this.#lastError));
    }
    this.#dropWaiting(isLate, (batch) => deliveryTimedOut(batch, this.#lastError));
    this.#stopAtGap();
  }

  /** Gives up everything: the topic is gone, or the producer. */
  failAll(error: WeirError): void {
    for (const batch of this.#inFlight) batch.fail(error);
    this.#dropWaiting(
      () => true,
      () => error,
    );
  }

  #dropWaiting(
    isDue: (batch: ProduceBatch) => boolean,
    errorOf: (batch: ProduceBatch) => WeirError,
  ): void {
    const open = this.#open;
    if (open !== undefined && isDue(open)) this.#close(open);
    for (const batches of [this.#returned, this.#ready]) {
      for (const batch of batches.filter(isDue)) {
        removeFrom(batches, batch);
        this.#drop(batch, errorOf(batch));
      }
    }
  }

  #onSequenceBroken(batch: ProduceBatch, error: WeirError, nowMs: number): void {
    const isOldest = [...this.#inFlight, ...this.#returned].every(
      (other) => other.isSettled || other.ordinal > batch.ordinal,
    );
    if (isOldest) this.#sequence?.break(error);
    if (isOldest && batch.hasUnknownAttempt) {
      this.#isRewinding = true;
      this.#drop(batch, fateUnknown(batch, error));
    } else {
      this.#returnBatch(batch, nowMs);
    }
    if (isOldest) this.wake();
  }

  #returnBatch(batch: ProduceBatch, nowMs: number): void {
    if (!this.#isRewinding) this.#retryAtMs = nowMs + this.#backoff.next();
    this.#retryAtMs = Math.max(this.#retryAtMs, this.#heldUntilMs);
    this.#isRewinding = true;
    this.#returned.push(batch);
  }

  /** Once all is answered, what came back goes in front again. */
  #rewindIfAnswered(): void {
    if (!this.#isRewinding || this.#inFlight.length > 0) return;
    this.#isRewinding = false;
    const returned = this.#returned.toSorted((left, right) => left.ordinal - right.ordinal);
    this.#returned = [];
    this.#ready = [...returned, ...this.#ready];
    if (this.#sequence?.hasIdentity === false) this.#forgetNumbers(this.#sequence.brokenBy);
  }

  #forgetNumbers(cause: WeirError | undefined): void {
    for (const batch of this.#ready.filter(({ isNumbered }) => isNumbered)) {
      if (batch.hasUnknownAttempt && cause !== undefined) {
        removeFrom(this.#ready, batch);
        this.#drop(batch, fateUnknown(batch, cause));
      } else {
        batch.renumber(undefined);
      }
    }
  }

  #maxInFlight(nowMs: number): number {
    return this.#sequence?.maxInFlight(nowMs) ?? this.#options.maxInFlight;
  }

  #mayLeave(open: ProduceBatch, nowMs: number): boolean {
    if (open.ordinal <= this.#flushedOrdinal) return true;
    return this.#inFlight.length === 0 && nowMs >= open.createdAtMs + this.#options.lingerMs;
  }

  #newBatch(targetBytes: number, nowMs: number): ProduceBatch {
    const { topic, partition, deliveryTimeoutMs, buffers } = this.#options;
    const ordinal = this.#nextOrdinal;
    this.#nextOrdinal += 1;
    return new ProduceBatch({
      topic,
      partition,
      ordinal,
      createdAtMs: nowMs,
      deadlineAtMs: nowMs + deliveryTimeoutMs,
      targetBytes,
      initialBytes: initialBytes(this.#lastBatchBytes, targetBytes),
      allocate: (bytes) => buffers.take(bytes),
    });
  }

  #close(open: ProduceBatch): void {
    this.#open = undefined;
    if (open.recordCount === 0) return;
    this.#lastBatchBytes = open.sizeBytes;
    this.#ready.push(open);
    this.#options.onClosed();
  }

  #drop(batch: ProduceBatch, error: WeirError): void {
    this.#giveUp(batch, error);
    this.#release(batch);
  }

  #giveUp(batch: ProduceBatch, error: WeirError): void {
    if (this.#options.stopsAtGap) this.#gap ??= error;
    batch.fail(error);
  }

  #stopAtGap(): void {
    if (this.#gap !== undefined) this.failAll(this.#gap);
  }

  #release(batch: ProduceBatch): void {
    this.#options.onReleased(batch.chargedBytes);
  }
}

/** Room for a batch like the last one; all of those that become large have one size, to be used again. */
function initialBytes(lastBatchBytes: number, targetBytes: number): number {
  if (lastBatchBytes > targetBytes / 2) return targetBytes;
  return Math.max(minInitialBytes, lastBatchBytes);
}

function removeFrom(batches: ProduceBatch[], batch: ProduceBatch): boolean {
  const at = batches.indexOf(batch);
  if (at < 0) return false;
  batches.splice(at, 1);
  return true;
}
