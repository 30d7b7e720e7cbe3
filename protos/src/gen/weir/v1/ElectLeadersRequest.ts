// From weir/v1/admin.proto

import type { ElectionTypeInput as _weir_v1_ElectionTypeInput, ElectionType as _weir_v1_ElectionType } from '../../weir/v1/ElectionType.ts';
import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';

export interface ElectLeadersRequestInput {
  'type'?: (_weir_v1_ElectionTypeInput);
  /**
   * None with PREFERRED: all that need it.
   */
  'partitions'?: (_weir_v1_TopicPartitionInput)[];
}

export interface ElectLeadersRequest {
  'type': (_weir_v1_ElectionType);
  /**
   * None with PREFERRED: all that need it.
   */
  'partitions': (_weir_v1_TopicPartition)[];
}
