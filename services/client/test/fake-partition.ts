import {
  decodeRecordBatch,
  encodeRecordBatch,
  nextSequence,
  RecordBatchBuilder,
  stampRecordBatch,
  toLeaderEpoch,
  toOffset,
  verifyCrc,
  WeirError,
} from '@weir/core';

interface StoredBatch {
  readonly bytes: Buffer;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestampMs: number;
  readonly leaderEpoch: number;
}

interface ProducerState {
  producerEpoch: number;
  batches: { readonly base: number; readonly last: number; readonly offset: number }[];
}

/** One partition in memory: all of it is committed at once. */
export class FakePartition {
  readonly batches: StoredBatch[] = [];
  readonly producers = new Map<number, ProducerState>();
  readonly appended: (() => void)[] = [];
  leader = 1;
  leaderEpoch = 1;
  logStartOffset = 0;
  logEndOffset = 0;
  maxMessageBytes = 1_048_588;

  /** Appends as a leader does; returns the base offset, of the first time for a repeated batch. */
  append(bytes: Buffer, expectedProducerOffset?: number): number {
    const batch = decodeRecordBatch(bytes);
    verifyCrc(batch);
    if (bytes.length > this.maxMessageBytes) {
      throw new WeirError(
        'RECORD_BATCH_TOO_LARGE',
        `Batch has ${bytes.length} bytes, the topic takes ${this.maxMessageBytes}`,
      );
    }
    this.#checkExpected(batch.header, expectedProducerOffset);
    const repeated = this.#checkSequence(batch.header);
    if (repeated !== undefined) return repeated;
    const baseOffset = this.logEndOffset;
    this.#store(encodeRecordBatch(batch.header, batch.records));
    this.#remember(batch.header, baseOffset);
    return baseOffset;
  }

  /** Appends a decision of the cluster. */
  appendControl(): void {
    const builder = new RecordBatchBuilder();
    builder.append(null, 'control', undefined, 0);
    this.#store(builder.build({ isControl: true }));
  }

  /** Loses all batches from `offset` on, as an unclean election does. */
  truncate(offset: number): void {
    const kept = this.batches.filter((batch) => batch.lastOffset < offset);
    this.batches.splice(0, this.batches.length, ...kept);
    this.logEndOffset = (kept.at(-1)?.lastOffset ?? this.logStartOffset - 1) + 1;
  }

  /** Batches from the one that holds `offset`, at most about `maxBytes`. */
  read(offset: number, maxBytes: number, lastFetchedEpoch?: number): Buffer[] {
    if (lastFetchedEpoch !== undefined && offset > this.logStartOffset) {
      this.#checkEpoch(offset, lastFetchedEpoch);
    }
    if (offset < this.logStartOffset || offset > this.logEndOffset) {
      throw new WeirError(
        'OFFSET_OUT_OF_RANGE',
        `Offset ${offset} is outside ${this.logStartOffset} to ${this.logEndOffset}`,
        {
          metadata: {
            log_start_offset: String(this.logStartOffset),
            high_watermark: String(this.logEndOffset),
            leader_epoch: String(this.leaderEpoch),
          },
        },
      );
    }
    const found: Buffer[] = [];
    let bytes = 0;
    for (const batch of this.batches) {
      if (batch.lastOffset < offset) continue;
      if (found.length > 0 && bytes + batch.bytes.length > maxBytes) break;
      found.push(batch.bytes);
      bytes += batch.bytes.length;
    }
    return found;
  }

  /** The first offset at or after a time, −1 for none; exact to the batch. */
  offsetAt(timestampMs: number): number {
    const found = this.batches.find((batch) => batch.maxTimestampMs >= timestampMs);
    return found?.baseOffset ?? -1;
  }

  #checkEpoch(offset: number, lastFetchedEpoch: number): void {
    const before = this.batches.find((batch) => batch.lastOffset >= offset - 1);
    if (before?.leaderEpoch === lastFetchedEpoch) return;
    const agreed = this.batches.findLast((batch) => batch.leaderEpoch <= lastFetchedEpoch);
    throw new WeirError('TRUNCATED_LOG', `The record before ${offset} is another`, {
      metadata: {
        leader_epoch: String(agreed?.leaderEpoch ?? -1),
        end_offset: String(agreed === undefined ? -1 : agreed.lastOffset + 1),
      },
    });
  }

  #store(bytes: Buffer): void {
    stampRecordBatch(bytes, toOffset(this.logEndOffset), toLeaderEpoch(this.leaderEpoch));
    const { baseOffset, lastOffset, maxTimestampMs, leaderEpoch } = decodeRecordBatch(bytes).header;
    this.batches.push({ bytes, baseOffset, lastOffset, maxTimestampMs, leaderEpoch });
    this.logEndOffset = lastOffset + 1;
    for (const listener of [...this.appended]) listener();
  }

  #checkExpected(
    header: { readonly producerId: number; readonly producerEpoch: number },
    expectedOffset: number | undefined,
  ): void {
    const known = this.producers.get(header.producerId);
    if (expectedOffset === undefined || known?.producerEpoch === header.producerEpoch) return;
    const last = known?.batches.at(-1);
    const lastOffset = last === undefined ? -1 : last.offset + last.last - last.base;
    if (lastOffset === expectedOffset) return;
    throw new WeirError('PRODUCER_STATE_CHANGED', `Last offset is ${lastOffset}`);
  }

  #checkSequence(header: {
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly baseSequence: number;
    readonly recordCount: number;
  }): number | undefined {
    if (header.producerId === 0) return undefined;
    const known = this.producers.get(header.producerId);
    const last = known?.batches.at(-1);
    const isNew = known === undefined || header.producerEpoch > known.producerEpoch;
    if (known !== undefined && header.producerEpoch < known.producerEpoch) {
      throw new WeirError('INVALID_PRODUCER_EPOCH', 'Old epoch');
    }
    const repeated = isNew
      ? undefined
      : known.batches.find(
          ({ base, last: end }) =>
            base === header.baseSequence &&
            end === nextSequence(header.baseSequence, header.recordCount - 1),
        );
    if (repeated !== undefined) return repeated.offset;
    const expected = isNew || last === undefined ? 0 : nextSequence(last.last, 1);
    if (header.baseSequence === expected) return undefined;
    throw new WeirError(
      'OUT_OF_ORDER_SEQUENCE',
      `Sent ${header.baseSequence}, expected ${expected}`,
    );
  }

  #remember(
    header: {
      readonly producerId: number;
      readonly producerEpoch: number;
      readonly baseSequence: number;
      readonly recordCount: number;
    },
    offset: number,
  ): void {
    if (header.producerId === 0) return;
    const known = this.producers.get(header.producerId);
    const state =
      known?.producerEpoch === header.producerEpoch
        ? known
        : { producerEpoch: header.producerEpoch, batches: [] };
    state.batches.push({
      base: header.baseSequence,
      last: nextSequence(header.baseSequence, header.recordCount - 1),
      offset,
    });
    state.batches.splice(0, state.batches.length - 5);
    this.producers.set(header.producerId, state);
  }
}
