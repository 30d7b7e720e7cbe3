// From weir/v1/log.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { Long } from '@grpc/proto-loader';

export interface ListOffsetsResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  /**
   * With TIMESTAMP: -1 when no record is that young.
   */
  'offset'?: (number | string | Long);
  /**
   * Of that record; -1 with EARLIEST and LATEST.
   */
  'timestampMs'?: (number | string | Long);
  /**
   * Of the record, or of the leader.
   */
  'leaderEpoch'?: (number);
}

export interface ListOffsetsResult {
  'topicId': (string);
  'partition': (number);
  'error': (_weir_v1_PartitionError | null);
  /**
   * With TIMESTAMP: -1 when no record is that young.
   */
  'offset': (number);
  /**
   * Of that record; -1 with EARLIEST and LATEST.
   */
  'timestampMs': (number);
  /**
   * Of the record, or of the leader.
   */
  'leaderEpoch': (number);
}
