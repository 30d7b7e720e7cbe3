import {
  invariant,
  nextSequence,
  noProducerId,
  type Offset,
  type RecordBatchHeader,
  WeirError,
} from '@weir/core';

/** The header fields that idempotence looks at. */
export type ProducerBatch = Pick<
  RecordBatchHeader,
  'producerId' | 'producerEpoch' | 'baseSequence' | 'recordCount' | 'baseOffset' | 'maxTimestampMs'
>;

/** `append`, or where the same batch stands already: its base offset. */
export type ProducerCheck = 'append' | { readonly duplicate: Offset };

/** A batch that a producer may still repeat. Sequences and offsets are inclusive. */
export interface RememberedBatch {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: Offset;
  readonly lastOffset: Offset;
  readonly timestampMs: number;
}

/** What is known of one producer: its epoch and its last batches in it, the newest last. */
export interface ProducerState {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly batches: readonly RememberedBatch[];
}

/** Bounds of a table. */
export interface ProducerStateLimits {
  /** Producers per partition; the one that has been idle longest makes room. */
  readonly maxProducers: number;
  /** Idle time after which a producer is forgotten; a producer's own timestamps do not count. */
  readonly expiryMs: number;
}

interface KnownProducer {
  producerEpoch: number;
  batches: RememberedBatch[];
}

const rememberedBatches = 5;
const sequenceBound = 0x80_00_00_00;
const defaultLimits: ProducerStateLimits = {
  maxProducers: 10_000,
  expiryMs: 7 * 24 * 60 * 60 * 1000,
};

/**
 * What a partition knows of its idempotent producers: pure state, fed with every appended batch in
 * order, on followers too, so that a retry is answered alike by a new leader.
 *
 * Kafka's rules: sequences follow one another (0 comes after 2^31−1); a repeated batch among the last
 * five is a duplicate; a new producer epoch starts at 0; an older one is refused. An unknown producer
 * must start at 0, unless the partition may have known it: when the log start is above 0 (its records
 * may be gone) or the table has ever forgotten a producer, any sequence is taken.
 *
 * Invariants:
 *   - At most five batches per producer, all of its newest epoch, in the order of their offsets.
 *   - Producers stand in the order of their last batch; there are at most `maxProducers`.
 * Tests: `producer-state-table.test.ts`.
 */
export class ProducerStateTable {
  readonly #limits: ProducerStateLimits;
  readonly #producers = new Map<number, KnownProducer>();
  /** Since when a producer has been seen to be idle, by the clock of whoever calls `expire`. */
  readonly #idleSinceMs = new Map<number, number>();
  #hasForgotten = false;

  constructor(limits: Partial<ProducerStateLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Number of producers known. */
  get size(): number {
    return this.#producers.size;
  }

  /** Whether a producer unknown now may have been known before. */
  get hasForgotten(): boolean {
    return this.#hasForgotten;
  }

  /**
   * Whether the batch may be appended; its `baseOffset` is not looked at. Throws
   * `INVALID_PRODUCER_EPOCH`, `OUT_OF_ORDER_SEQUENCE`, `DUPLICATE_SEQUENCE`, `UNKNOWN_PRODUCER_ID`.
   *
   * The first batch of an epoch may say where its sender believes the producer's last record to stand, −1
   * for nowhere: it throws `PRODUCER_STATE_CHANGED` where that is wrong. See ADR 0008.
   */
  check(batch: ProducerBatch, logStartOffset: Offset, expectedLastOffset?: number): ProducerCheck {
    if (batch.producerId === noProducerId) return 'append';
    const known = this.#producers.get(batch.producerId);
    if (known !== undefined) {
      if (batch.producerEpoch < known.producerEpoch) throw oldEpoch(batch, known);
      if (batch.producerEpoch === known.producerEpoch) return checkSequence(batch, known);
    }
    if (expectedLastOffset !== undefined) checkExpected(batch, known, expectedLastOffset);
    if (known === undefined) return this.#checkUnknown(batch, logStartOffset);
    return checkNewEpoch(batch);
  }

  /** Remembers a batch that has been appended. Those without a producer are passed over. */
  update(batch: ProducerBatch): void {
    if (batch.producerId === noProducerId) return;
    const known = this.#producers.get(batch.producerId);
    const producer =
      known?.producerEpoch === batch.producerEpoch
        ? known
        : { producerEpoch: batch.producerEpoch, batches: [] };
    producer.batches.push(toRemembered(batch));
    if (producer.batches.length > rememberedBatches) producer.batches.shift();

    this.#idleSinceMs.delete(batch.producerId);
    // Set anew, the producer stands last.
    if (known !== undefined) this.#producers.delete(batch.producerId);
    else if (this.#producers.size >= this.#limits.maxProducers) this.#forgetOldest();
    this.#producers.set(batch.producerId, producer);
  }

  /**
   * Forgets batches that reach to or beyond `endOffset`, the new log end. False when a producer has
   * lost all it had: the table must then be rebuilt from the log.
   */
  truncateTo(endOffset: Offset): boolean {
    let isComplete = true;
    for (const producer of this.#producers.values()) {
      const kept = producer.batches.filter((batch) => batch.lastOffset < endOffset);
      if (kept.length === 0) isComplete = false;
      producer.batches = kept;
    }
    return isComplete;
  }

  /**
   * Forgets producers that have been idle too long: for `expiryMs` since the first call after their
   * last batch. A restart begins to count anew.
   */
  expire(nowMs: number): void {
    for (const producerId of this.#producers.keys()) {
      const sinceMs = this.#idleSinceMs.get(producerId);
      if (sinceMs === undefined) this.#idleSinceMs.set(producerId, nowMs);
      else if (nowMs - sinceMs >= this.#limits.expiryMs) this.#forget(producerId);
    }
  }

  /** The newest epoch and last sequence (inclusive) of a producer: for one that starts anew. */
  lastSequence(
    producerId: number,
  ): { readonly producerEpoch: number; readonly lastSequence: number } | undefined {
    const known = this.#producers.get(producerId);
    const last = known?.batches.at(-1);
    if (known === undefined || last === undefined) return undefined;
    return { producerEpoch: known.producerEpoch, lastSequence: last.lastSequence };
  }

  /** All producers, the one that has been idle longest first: what `load` takes. */
  *states(): Generator<ProducerState, void> {
    for (const [producerId, { producerEpoch, batches }] of this.#producers) {
      yield { producerId, producerEpoch, batches };
    }
  }

  /** Replaces everything by a snapshot. */
  load(states: Iterable<ProducerState>, hasForgotten: boolean): void {
    this.#producers.clear();
    this.#idleSinceMs.clear();
    this.#hasForgotten = hasForgotten;
    for (const { producerId, producerEpoch, batches } of states) {
      this.#producers.set(producerId, { producerEpoch, batches: [...batches] });
    }
    invariant(
      this.#producers.size <= this.#limits.maxProducers,
      'a snapshot holds no more producers than the table',
    );
  }

  #checkUnknown(batch: ProducerBatch, logStartOffset: Offset): ProducerCheck {
    if (batch.baseSequence === 0 || logStartOffset > 0 || this.#hasForgotten) return 'append';
    throw new WeirError(
      'UNKNOWN_PRODUCER_ID',
      `Producer ${batch.producerId} is not known here and starts at sequence ` +
        `${batch.baseSequence}, not 0`,
    );
  }

  #forgetOldest(): void {
    for (const producerId of this.#producers.keys()) {
      this.#forget(producerId);
      return;
    }
  }

  #forget(producerId: number): void {
    this.#producers.delete(producerId);
    this.#idleSinceMs.delete(producerId);
    this.#hasForgotten = true;
  }
}

function checkExpected(
  { producerId, producerEpoch }: ProducerBatch,
  known: KnownProducer | undefined,
  expectedLastOffset: number,
): void {
  const lastOffset = known?.batches.at(-1)?.lastOffset ?? -1;
  if (lastOffset === expectedLastOffset) return;
  throw new WeirError(
    'PRODUCER_STATE_CHANGED',
    `Producer ${producerId} starts epoch ${producerEpoch} behind offset ${expectedLastOffset}, its ` +
      `last record stands at ${lastOffset}: read that one first`,
    { metadata: { last_offset: String(lastOffset) } },
  );
}

function checkNewEpoch(batch: ProducerBatch): ProducerCheck {
  if (batch.baseSequence === 0) return 'append';
  throw new WeirError(
    'OUT_OF_ORDER_SEQUENCE',
    `Producer ${batch.producerId} starts epoch ${batch.producerEpoch} at sequence ` +
      `${batch.baseSequence}, not 0`,
  );
}

function checkSequence(batch: ProducerBatch, { batches }: KnownProducer): ProducerCheck {
  const lastSequence = lastSequenceOf(batch);
  const repeated = batches.find(
    (known) => known.baseSequence === batch.baseSequence && known.lastSequence === lastSequence,
  );
  if (repeated !== undefined) return { duplicate: repeated.baseOffset };

  const last = batches.at(-1);
  invariant(last !== undefined, 'a known producer has a batch');
  const expected = nextSequence(last.lastSequence, 1);
  if (batch.baseSequence === expected) return 'append';
  // Half of the circle lies ahead, half behind.
  const ahead = (batch.baseSequence - expected + sequenceBound) % sequenceBound;
  const facts = `Producer ${batch.producerId} sent sequence ${batch.baseSequence}, next is ${expected}`;
  throw ahead < sequenceBound / 2
    ? new WeirError('OUT_OF_ORDER_SEQUENCE', facts)
    : new WeirError('DUPLICATE_SEQUENCE', `${facts}: appended too long ago to know its offset`);
}

function oldEpoch(batch: ProducerBatch, known: KnownProducer): WeirError {
  return new WeirError(
    'INVALID_PRODUCER_EPOCH',
    `Producer ${batch.producerId} sent epoch ${batch.producerEpoch}, its newest is ` +
      `${known.producerEpoch}`,
  );
}

function toRemembered(batch: ProducerBatch): RememberedBatch {
  return {
    baseSequence: batch.baseSequence,
    lastSequence: lastSequenceOf(batch),
    baseOffset: batch.baseOffset,
    lastOffset: (batch.baseOffset + batch.recordCount - 1) as Offset,
    timestampMs: batch.maxTimestampMs,
  };
}

function lastSequenceOf(batch: ProducerBatch): number {
  return nextSequence(batch.baseSequence, batch.recordCount - 1);
}
