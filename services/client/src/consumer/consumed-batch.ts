import type { ConsumedRecord } from './consumed-record.ts';

/** Records of one partition, in order, as they were stored together. */
export interface ConsumedBatch {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the first and last record given, both inclusive. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly recordCount: number;
  /** Bytes of the batch as it was stored. */
  readonly sizeBytes: number;
  /** First offset not yet committed by the partition's replicas, as last heard: for lag. */
  readonly highWatermark: number;
  /** Aborts when the partition is taken away: what is not committed yet will be read by another. */
  readonly signal: AbortSignal;
  /** The records; may be iterated more than once. */
  readonly records: Iterable<ConsumedRecord>;
  /** Commits everything up to and including this batch. */
  commit(): Promise<void>;
}
