// From weir/v1/group.proto

import type { AssignedPartitionInput as _weir_v1_AssignedPartitionInput, AssignedPartition as _weir_v1_AssignedPartition } from '../../weir/v1/AssignedPartition.ts';

/**
 * What the member should hold. It lets go of all it holds that is not in `partitions`,
 * answers Owned, and starts reading what is new in `partitions`.
 */
export interface AssignmentInput {
  'memberId'?: (string);
  'memberEpoch'?: (number);
  'partitions'?: (_weir_v1_AssignedPartitionInput)[];
  /**
   * The part of what it holds that it must let go.
   */
  'revoke'?: (_weir_v1_AssignedPartitionInput)[];
  'heartbeatIntervalMs'?: (number);
}

/**
 * What the member should hold. It lets go of all it holds that is not in `partitions`,
 * answers Owned, and starts reading what is new in `partitions`.
 */
export interface Assignment {
  'memberId': (string);
  'memberEpoch': (number);
  'partitions': (_weir_v1_AssignedPartition)[];
  /**
   * The part of what it holds that it must let go.
   */
  'revoke': (_weir_v1_AssignedPartition)[];
  'heartbeatIntervalMs': (number);
}
