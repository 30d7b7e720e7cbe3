// From weir/v1/admin.proto

import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';

export interface PartitionReassignmentInput {
  'partition'?: (_weir_v1_TopicPartitionInput | null);
  /**
   * Node ids, the preferred leader first; none cancels.
   */
  'replicas'?: (number)[];
}

export interface PartitionReassignment {
  'partition': (_weir_v1_TopicPartition | null);
  /**
   * Node ids, the preferred leader first; none cancels.
   */
  'replicas': (number)[];
}
