// From weir/v1/admin.proto

import type { ReplicaAssignmentInput as _weir_v1_ReplicaAssignmentInput, ReplicaAssignment as _weir_v1_ReplicaAssignment } from '../../weir/v1/ReplicaAssignment.ts';

export interface AddPartitionsRequestInput {
  'name'?: (string);
  /**
   * Larger than today's number.
   */
  'totalPartitions'?: (number);
  /**
   * Optional, for the new partitions.
   */
  'assignments'?: (_weir_v1_ReplicaAssignmentInput)[];
}

export interface AddPartitionsRequest {
  'name': (string);
  /**
   * Larger than today's number.
   */
  'totalPartitions': (number);
  /**
   * Optional, for the new partitions.
   */
  'assignments': (_weir_v1_ReplicaAssignment)[];
}
