// From weir/v1/admin.proto

import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';

export interface ListPartitionReassignmentsRequestInput {
  /**
   * None: all.
   */
  'partitions'?: (_weir_v1_TopicPartitionInput)[];
}

export interface ListPartitionReassignmentsRequest {
  /**
   * None: all.
   */
  'partitions': (_weir_v1_TopicPartition)[];
}
