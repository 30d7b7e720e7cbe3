// From weir/v1/log.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { Long } from '@grpc/proto-loader';

export interface ProducePartitionResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  /**
   * Offset of the first record of the first batch; -1 with ACKS_NONE.
   */
  'baseOffset'?: (number | string | Long);
  /**
   * Set where the topic uses LogAppendTime, else 0.
   */
  'logAppendTimeMs'?: (number | string | Long);
  'logStartOffset'?: (number | string | Long);
  'leaderEpoch'?: (number);
}

export interface ProducePartitionResult {
  'topicId': (string);
  'partition': (number);
  'error': (_weir_v1_PartitionError | null);
  /**
   * Offset of the first record of the first batch; -1 with ACKS_NONE.
   */
  'baseOffset': (number);
  /**
   * Set where the topic uses LogAppendTime, else 0.
   */
  'logAppendTimeMs': (number);
  'logStartOffset': (number);
  'leaderEpoch': (number);
}
