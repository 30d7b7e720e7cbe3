// From weir/v1/admin.proto

import type { OngoingReassignmentInput as _weir_v1_OngoingReassignmentInput, OngoingReassignment as _weir_v1_OngoingReassignment } from '../../weir/v1/OngoingReassignment.ts';

export interface ListPartitionReassignmentsResponseInput {
  /**
   * In order of topic and partition.
   */
  'reassignments'?: (_weir_v1_OngoingReassignmentInput)[];
}

export interface ListPartitionReassignmentsResponse {
  /**
   * In order of topic and partition.
   */
  'reassignments': (_weir_v1_OngoingReassignment)[];
}
