import type { FetchPartitionData } from '@weir/protos';
import type { Clock, WeirError } from '@weir/core';
import type { ByteSource, PartitionReader } from './partition-reader.ts';

/** Reads partitions from one node. */
export interface FetchSource extends ByteSource {
  readonly address: string;
  /** Most bytes that it holds, but for one batch. */
  readonly windowBytes: number;
  /** Reads these, each from its fetch offset. */
  assign(readers: readonly PartitionReader[]): void;
  /** Reads these no more; what is still on its way of them is dropped. */
  revoke(readers: readonly PartitionReader[]): void;
  /** Ends. */
  close(): void;
}

/** Whom a source tells. */
export interface FetchSourceOptions {
  readonly address: string;
  readonly clock: Clock;
  /** Most bytes that it may hold, but for one batch. */
  readonly windowBytes: number;
  /** Data, or an error after which the partition is no longer read. */
  readonly onData: (reader: PartitionReader, data: FetchPartitionData, source: FetchSource) => void;
  /** Ended; none of its partitions is read any more. */
  readonly onBroken: (readers: readonly PartitionReader[], error: WeirError) => void;
}
