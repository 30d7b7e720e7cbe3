import {
  type Codec,
  decodeRecordBatch,
  encodeRecordBatch,
  invariant,
  noProducerId,
  type ProducerId,
  RecordBatchBuilder,
  type RecordHeader,
  type WeirError,
} from '@weir/core';
import type { BulkSend, BulkShare } from './bulk-send.ts';
import { type DeliveryListener, PostedRun } from './posted-run.ts';
import type { RecordMetadata } from './producer-record.ts';

/** What a record consists of once its partition is chosen. */
export interface BatchRecord {
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
  readonly headers: readonly RecordHeader[] | undefined;
  readonly timestampMs: number;
}

/** Who sends a batch, and its place in the order of the producer's batches in the partition. */
export interface BatchNumber {
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** Where a batch belongs and how large it may grow. */
export interface ProduceBatchOptions {
  readonly topic: string;
  readonly partition: number;
  /** Place in the order of the partition's batches. */
  readonly ordinal: number;
  /** Monotonic milliseconds. */
  readonly createdAtMs: number;
  readonly deadlineAtMs: number;
  readonly targetBytes: number;
  readonly initialBytes: number;
  readonly allocate: (bytes: number) => Buffer;
}

/** One waiting `send`. */
export type PendingSend = PromiseWithResolvers<RecordMetadata>;

/**
 * Records of one partition on their way, with those who wait for them.
 *
 * Invariants:
 *   - It is settled once: acknowledged, or failed.
 *   - Its number changes only while it is certain that no leader has appended it.
 * Tests: `produce-batch.test.ts`.
 */
export class ProduceBatch {
  readonly topic: string;
  readonly partition: number;
  readonly ordinal: number;
  readonly createdAtMs: number;
  readonly deadlineAtMs: number;
  readonly #builder: RecordBatchBuilder;
  readonly #sends: PendingSend[] = [];
  readonly #sendIndexes: number[] = [];
  readonly #shares: BulkShare[] = [];
  readonly #posts: PostedRun[] = [];
  #payload: Buffer | undefined;
  #number: BatchNumber | undefined;
  #settled: PromiseWithResolvers<void> | undefined;
  #isSettled = false;
  /** How often it was sent; an answer to an earlier attempt is not this one's. */
  attempt = 0;
  /** Whether some attempt may have been appended without an answer that said so. */
  hasUnknownAttempt = false;
  /** Where the leader must find the producer's last record, −1 for nowhere; undefined: anywhere. */
  expectedLastOffset: number | undefined;
  /** Bytes taken from the producer's budget. */
  chargedBytes = 0;

  constructor(options: ProduceBatchOptions) {
    const { targetBytes, initialBytes, allocate } = options;
    this.topic = options.topic;
    this.partition = options.partition;
    this.ordinal = options.ordinal;
    this.createdAtMs = options.createdAtMs;
    this.deadlineAtMs = options.deadlineAtMs;
    this.#builder = new RecordBatchBuilder({ targetBytes, initialBytes, allocate });
  }

  get recordCount(): number {
    return this.#builder.recordCount;
  }

  /** Bytes as appended, before compression. */
  get sizeBytes(): number {
    return this.#builder.sizeBytes;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  get isNumbered(): boolean {
    return this.#number !== undefined;
  }

  get isSealed(): boolean {
    return this.#payload !== undefined;
  }

  /** The memory of its records. */
  get buffer(): Buffer {
    return this.#builder.buffer;
  }

  /** The serialised record batch. */
  get payload(): Buffer {
    invariant(this.#payload !== undefined, 'a batch is sealed before it is sent');
    return this.#payload;
  }

  /** False when the batch is full. Throws as `RecordBatchBuilder.append`. */
  append(record: BatchRecord): boolean {
    return this.#builder.append(record.key, record.value, record.headers, record.timestampMs);
  }

  /** Who waits for the record that was appended last. */
  addSend(send: PendingSend): void {
    this.#sends.push(send);
    this.#sendIndexes.push(this.#builder.recordCount - 1);
  }

  /** Counts the record that was appended last for a bulk send. */
  addBulk(bulk: BulkSend): void {
    const index = this.#builder.recordCount - 1;
    const last = this.#shares.at(-1);
    if (last?.bulk === bulk) {
      last.recordCount += 1;
      last.lastIndex = index;
      return;
    }
    this.#shares.push({ bulk, firstIndex: index, lastIndex: index, recordCount: 1 });
  }

  /** Who is told of the record that was appended last, under which token. */
  addPost(listener: DeliveryListener, token: number): void {
    const index = this.#builder.recordCount - 1;
    if (this.#posts.at(-1)?.tryExtend(listener, token, index) === true) return;
    this.#posts.push(new PostedRun(listener, token, index));
  }

  /** Gives the batch its number, instead of another that no leader will ever append. */
  renumber(number: BatchNumber | undefined): void {
    this.#number = number;
    if (this.#payload === undefined || number === undefined) return;
    const { header, records } = decodeRecordBatch(this.#payload);
    this.#payload = encodeRecordBatch({ ...header, ...number }, records);
  }

  /** Makes the payload on the calling thread. */
  seal(codec: Codec): void {
    this.#payload = this.#builder.build({ codec, ...this.#numberOrNone() });
  }

  /** As `seal`, compressing on the thread pool. */
  async sealAsync(codec: Codec): Promise<void> {
    this.#payload = await this.#builder.buildAsync({ codec, ...this.#numberOrNone() });
  }

  /** Resolves everyone who waits. `baseOffset` is −1 when it is not known. */
  acknowledge(baseOffset: number, logAppendTimeMs: number): void {
    if (!this.#settle()) return;
    const { topic, partition } = this;
    for (const [at, send] of this.#sends.entries()) {
      const index = this.#sendIndexes[at] ?? 0;
      const offset = baseOffset < 0 ? -1 : baseOffset + index;
      send.resolve(
        logAppendTimeMs > 0
          ? { topic, partition, offset, timestampMs: logAppendTimeMs }
          : { topic, partition, offset },
      );
    }
    for (const share of this.#shares) share.bulk.acknowledge(this, share, baseOffset);
    for (const run of this.#posts) run.acknowledge(this.partition, baseOffset);
  }

  /** Rejects everyone who waits. */
  fail(error: WeirError): void {
    if (!this.#settle()) return;
    for (const send of this.#sends) send.reject(error);
    for (const share of this.#shares) share.bulk.fail(this, share, error);
    for (const run of this.#posts) run.fail(this.partition, error);
  }

  /** Resolves when the batch is acknowledged or has failed; never rejects. */
  whenSettled(): Promise<void> {
    if (this.#isSettled) return Promise.resolve();
    this.#settled ??= Promise.withResolvers();
    return this.#settled.promise;
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#settled?.resolve();
    return true;
  }

  #numberOrNone(): BatchNumber {
    return this.#number ?? { producerId: noProducerId, producerEpoch: 0, baseSequence: 0 };
  }
}
