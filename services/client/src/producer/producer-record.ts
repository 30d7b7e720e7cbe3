import type { RecordHeader, WeirError } from '@weir/core';

/** A header's value as it is sent; a string is written as UTF-8. */
export type HeaderValue = Uint8Array | string | null;

/** Headers by name, or as a list where order or repeated names matter. */
export type ProducerHeaders = Readonly<Record<string, HeaderValue>> | readonly RecordHeader[];

/** A record to send. */
export interface ProducerRecord {
  /** Name of a topic that exists. */
  readonly topic: string;
  /** Records of one key go to one partition, in order; a string is written as UTF-8. */
  readonly key?: Uint8Array | string | null | undefined;
  /** A string is written as UTF-8; `null`, which differs from empty, deletes in a compacted topic. */
  readonly value: Uint8Array | string | null;
  readonly headers?: ProducerHeaders | undefined;
  /** Unix milliseconds; now by default. */
  readonly timestampMs?: number | undefined;
  /** Overrides the choice by key. */
  readonly partition?: number | undefined;
}

/** Where a record stands. */
export interface RecordMetadata {
  readonly topic: string;
  readonly partition: number;
  /** −1 with acks `none`. */
  readonly offset: number;
  /** Of the leader's clock, on topics with `message.timestamp.type = LogAppendTime`. */
  readonly timestampMs?: number;
}

/** A batch of `sendMany` that has been acknowledged, or has failed. */
export interface BatchOutcome {
  readonly topic: string;
  readonly partition: number;
  /** Records of this call in the batch: other calls may have some in it, too. */
  readonly recordCount: number;
  /** Offset of the batch's first record of this call; −1 with acks `none` and for a failed batch. */
  readonly baseOffset: number;
  readonly error?: WeirError;
}

/** What became of the records of one `sendMany` in one partition. */
export interface PartitionSummary {
  readonly topic: string;
  readonly partition: number;
  readonly recordCount: number;
  /** Offset of the first and last record, both inclusive; −1 with acks `none`. */
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** What became of the records of one `sendMany`. */
export interface SendSummary {
  readonly recordCount: number;
  readonly partitions: readonly PartitionSummary[];
}

/** What `sendMany` may tell while it runs. */
export interface SendManyOptions {
  /** Called for each batch that was acknowledged or failed; must not throw. */
  readonly onBatch?: (outcome: BatchOutcome) => void;
  /** Stops taking records; those taken are still delivered. The call then rejects with `CANCELLED`. */
  readonly signal?: AbortSignal;
}

/** The last record that a named producer's instances appended to a partition. */
export interface LastAppended {
  readonly offset: number;
  readonly timestampMs: number;
  /** Sequence of that record in its epoch. */
  readonly sequence: number;
  readonly producerEpoch: number;
}

/** As `LastAppended`, with what stands there. */
export interface LastRecord extends LastAppended {
  /** Undefined when the record is not in the log any more: deleted, or past its retention. */
  readonly headers: readonly RecordHeader[] | undefined;
}
