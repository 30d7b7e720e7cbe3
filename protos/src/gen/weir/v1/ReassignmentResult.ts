// From weir/v1/admin.proto

import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';

export interface ReassignmentResultInput {
  'partition'?: (_weir_v1_TopicPartitionInput | null);
  /**
   * Empty when accepted.
   */
  'errorCode'?: (string);
  'errorMessage'?: (string);
}

export interface ReassignmentResult {
  'partition': (_weir_v1_TopicPartition | null);
  /**
   * Empty when accepted.
   */
  'errorCode': (string);
  'errorMessage': (string);
}
