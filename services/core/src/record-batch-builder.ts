import type { Buffer } from 'node:buffer';

import { type LeaderEpoch, noProducerId, type Offset, type ProducerId } from './brand.ts';
import { type Codec, compress, compressAsync } from './compression.ts';
import { crc32 } from './crc32.ts';
import { invariant } from './invariant.ts';
import type { RecordHeader } from './log-record.ts';
import { encodeRecordBatch } from './record-batch-header.ts';
import {
  maxRecordBatchHeaderSize,
  type RecordBatchFields,
  recordBatchHeaderSize,
  writeRecordBatchHeader,
} from './record-batch-layout.ts';
import { type RecordBytes, RecordSetBuilder } from './record-set-builder.ts';
import { WeirError } from './weir-error.ts';

/** How large a batch may grow, and what it allocates. All in bytes. */
export interface RecordBatchBuilderOptions {
  /** Size before compression above which no further record is taken. */
  readonly targetBytes?: number;
  /** First allocation; doubled as often as needed. */
  readonly initialBytes?: number;
  /** Makes a buffer of so many bytes, which need not be zero; Node's own by default. */
  readonly allocate?: (bytes: number) => Buffer;
}

/** What a producer adds to the records when it seals a batch. */
export interface RecordBatchBuildOptions {
  /** `none` by default. A codec that makes the batch no smaller is left out. */
  readonly codec?: Codec;
  /** `noProducerId` by default; then epoch and sequence stay 0. */
  readonly producerId?: ProducerId;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  /** Marks a control batch: for leaders only. */
  readonly isControl?: boolean;
}

/**
 * Gathers records and makes one record batch of them, in the canonical layout.
 *
 * Records are encoded as they are appended. Without compression the header is then written in front
 * of them, in the same buffer: the payload is never copied.
 *
 * Invariants:
 *   - A builder builds once; the batch is the caller's from then on.
 *   - The max timestamp is the largest of the records', the base timestamp the first's.
 * Tests: `record-batch-builder.test.ts`.
 */
export class RecordBatchBuilder {
  readonly #set: RecordSetBuilder;
  #baseTimestampMs = 0;
  #maxTimestampMs = 0;
  #isBuilt = false;

  constructor(options: RecordBatchBuilderOptions = {}) {
    this.#set = new RecordSetBuilder({
      ...options,
      ...(options.targetBytes === undefined
        ? undefined
        : { targetBytes: options.targetBytes - maxRecordBatchHeaderSize }),
      headroomBytes: maxRecordBatchHeaderSize,
    });
  }

  /** Records appended so far. */
  get recordCount(): number {
    return this.#set.recordCount;
  }

  /** Upper bound of the batch's size before compression, header included. */
  get sizeBytes(): number {
    return maxRecordBatchHeaderSize + this.#set.sizeBytes;
  }

  /** The memory that records are encoded into, and an uncompressed batch is a view of. */
  get buffer(): Buffer {
    return this.#set.buffer;
  }

  /** Timestamp of the first record, 0 without records. */
  get baseTimestampMs(): number {
    return this.#baseTimestampMs;
  }

  /** Largest timestamp of any record, 0 without records. */
  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }

  /**
   * Encodes a record behind the others.
   *
   * Returns false, with nothing appended, when the batch is full: build it and start another. An empty
   * batch takes any record that some topic could. Throws `RECORD_BATCH_TOO_LARGE` for a record that
   * fits no batch, `INVALID_TIMESTAMP` for a timestamp that is no safe integer from 0 on.
   */
  append(
    key: RecordBytes,
    value: RecordBytes,
    headers: readonly RecordHeader[] | undefined,
    timestampMs: number,
  ): boolean {
    if (!Number.isSafeInteger(timestampMs) || timestampMs < 0) throw invalidTimestamp(timestampMs);

    const isFirst = this.#set.recordCount === 0;
    const deltaMs = isFirst ? 0 : timestampMs - this.#baseTimestampMs;
    if (!this.#set.append(key, value, headers, deltaMs)) return false;

    if (isFirst) this.#baseTimestampMs = timestampMs;
    if (timestampMs > this.#maxTimestampMs) this.#maxTimestampMs = timestampMs;
    return true;
  }

  /** Seals the batch, compressing on the calling thread. There must be records. */
  build(options: RecordBatchBuildOptions = {}): Buffer {
    this.#seal();
    const codec = options.codec ?? 'none';
    if (codec === 'none') return this.#buildInPlace(options);

    const plain = this.#set.build();
    return this.#wrapSmaller(plain, compress(codec, plain), options);
  }

  /** As `build`, compressing on the thread pool: for large batches. */
  async buildAsync(options: RecordBatchBuildOptions = {}): Promise<Buffer> {
    this.#seal();
    const codec = options.codec ?? 'none';
    if (codec === 'none') return this.#buildInPlace(options);

    const plain = this.#set.build();
    return this.#wrapSmaller(plain, await compressAsync(codec, plain), options);
  }

  #seal(): void {
    invariant(!this.#isBuilt, 'a record batch is built once');
    invariant(this.#set.recordCount > 0, 'a record batch has records');
    this.#isBuilt = true;
  }

  #wrapSmaller(plain: Buffer, packed: Buffer, options: RecordBatchBuildOptions): Buffer {
    if (packed.length >= plain.length) return this.#buildInPlace(options);
    return encodeRecordBatch(this.#fields(packed, options.codec ?? 'none', options), packed);
  }

  #buildInPlace(options: RecordBatchBuildOptions): Buffer {
    const records = this.#set.build();
    const fields = this.#fields(records, 'none', options);
    const batch = this.#set.buildBehind(recordBatchHeaderSize(fields, records.length));
    writeRecordBatchHeader(batch, 0, fields, records.length);
    return batch;
  }

  #fields(records: Buffer, codec: Codec, options: RecordBatchBuildOptions): RecordBatchFields {
    return {
      baseOffset: 0 as Offset,
      leaderEpoch: 0 as LeaderEpoch,
      crc32: crc32(records),
      recordCount: this.#set.recordCount,
      codec,
      baseTimestampMs: this.#baseTimestampMs,
      maxTimestampMs: this.#maxTimestampMs,
      timestampType: 'CreateTime',
      producerId: options.producerId ?? noProducerId,
      producerEpoch: options.producerEpoch ?? 0,
      baseSequence: options.baseSequence ?? 0,
      isControl: options.isControl ?? false,
    };
  }
}

function invalidTimestamp(timestampMs: number): WeirError {
  return new WeirError(
    'INVALID_TIMESTAMP',
    `Timestamp ${timestampMs} is not an integer from 0 to 2^53−1`,
  );
}
