// From weir/v1/group.proto

import type { AssignedPartitionInput as _weir_v1_AssignedPartitionInput, AssignedPartition as _weir_v1_AssignedPartition } from '../../weir/v1/AssignedPartition.ts';

export interface FetchOffsetsRequestInput {
  'groupId'?: (string);
  /**
   * None asks for all that are committed.
   */
  'partitions'?: (_weir_v1_AssignedPartitionInput)[];
}

export interface FetchOffsetsRequest {
  'groupId': (string);
  /**
   * None asks for all that are committed.
   */
  'partitions': (_weir_v1_AssignedPartition)[];
}
