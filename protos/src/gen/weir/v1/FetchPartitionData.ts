// From weir/v1/log.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { Long } from '@grpc/proto-loader';

export interface FetchPartitionDataInput {
  'topicId'?: (string);
  'partition'?: (number);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  /**
   * Exclusive.
   */
  'highWatermark'?: (number | string | Long);
  'logStartOffset'?: (number | string | Long);
  /**
   * All below the high watermark.
   */
  'batches'?: (Buffer | Uint8Array | string)[];
  /**
   * The answering leader's.
   */
  'leaderEpoch'?: (number);
}

export interface FetchPartitionData {
  'topicId': (string);
  'partition': (number);
  'error': (_weir_v1_PartitionError | null);
  /**
   * Exclusive.
   */
  'highWatermark': (number);
  'logStartOffset': (number);
  /**
   * All below the high watermark.
   */
  'batches': (Buffer)[];
  /**
   * The answering leader's.
   */
  'leaderEpoch': (number);
}
