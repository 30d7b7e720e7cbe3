// From weir/v1/record.proto

import type { CodecInput as _weir_v1_CodecInput, Codec as _weir_v1_Codec } from '../../weir/v1/Codec.ts';
import type { TimestampTypeInput as _weir_v1_TimestampTypeInput, TimestampType as _weir_v1_TimestampType } from '../../weir/v1/TimestampType.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The unit of produce, storage, replication and fetch. A server reads the fields
 * below 15 and never opens `records`.
 */
export interface RecordBatchInput {
  /**
   * Offset of the first record, set by the leader.
   */
  'baseOffset'?: (number | string | Long);
  /**
   * Epoch of the leader that appended the batch, set by it.
   */
  'leaderEpoch'?: (number);
  /**
   * IEEE CRC-32 of `records` as it stands here, set by the producer.
   */
  'crc32'?: (number);
  /**
   * At least 1.
   */
  'recordCount'?: (number);
  'codec'?: (_weir_v1_CodecInput);
  /**
   * Unix milliseconds; records carry deltas to it.
   */
  'baseTimestampMs'?: (number | string | Long);
  /**
   * Largest timestamp of a record in the batch.
   */
  'maxTimestampMs'?: (number | string | Long);
  'timestampType'?: (_weir_v1_TimestampTypeInput);
  /**
   * 1 or more for an idempotent producer, 0 for none.
   */
  'producerId'?: (number | string | Long);
  'producerEpoch'?: (number);
  /**
   * Sequence of the first record; wraps to 0 after 2^31-1.
   */
  'baseSequence'?: (number);
  /**
   * A decision of the cluster with an offset of its own; readers skip it.
   */
  'isControl'?: (boolean);
  /**
   * A serialised RecordSet, compressed as `codec` says.
   */
  'records'?: (Buffer | Uint8Array | string);
}

/**
 * The unit of produce, storage, replication and fetch. A server reads the fields
 * below 15 and never opens `records`.
 */
export interface RecordBatch {
  /**
   * Offset of the first record, set by the leader.
   */
  'baseOffset': (number);
  /**
   * Epoch of the leader that appended the batch, set by it.
   */
  'leaderEpoch': (number);
  /**
   * IEEE CRC-32 of `records` as it stands here, set by the producer.
   */
  'crc32': (number);
  /**
   * At least 1.
   */
  'recordCount': (number);
  'codec': (_weir_v1_Codec);
  /**
   * Unix milliseconds; records carry deltas to it.
   */
  'baseTimestampMs': (number);
  /**
   * Largest timestamp of a record in the batch.
   */
  'maxTimestampMs': (number);
  'timestampType': (_weir_v1_TimestampType);
  /**
   * 1 or more for an idempotent producer, 0 for none.
   */
  'producerId': (number);
  'producerEpoch': (number);
  /**
   * Sequence of the first record; wraps to 0 after 2^31-1.
   */
  'baseSequence': (number);
  /**
   * A decision of the cluster with an offset of its own; readers skip it.
   */
  'isControl': (boolean);
  /**
   * A serialised RecordSet, compressed as `codec` says.
   */
  'records': (Buffer);
}
