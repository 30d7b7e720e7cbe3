// From weir/v1/log.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { Long } from '@grpc/proto-loader';

export interface OffsetForLeaderEpochResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  /**
   * Largest epoch in the log at or below the one asked; -1 for none.
   */
  'leaderEpoch'?: (number);
  /**
   * Where it ends, exclusive; -1 for none.
   */
  'endOffset'?: (number | string | Long);
}

export interface OffsetForLeaderEpochResult {
  'topicId': (string);
  'partition': (number);
  'error': (_weir_v1_PartitionError | null);
  /**
   * Largest epoch in the log at or below the one asked; -1 for none.
   */
  'leaderEpoch': (number);
  /**
   * Where it ends, exclusive; -1 for none.
   */
  'endOffset': (number);
}
