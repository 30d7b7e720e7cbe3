// From weir/v1/admin.proto

import type { PartitionReassignmentInput as _weir_v1_PartitionReassignmentInput, PartitionReassignment as _weir_v1_PartitionReassignment } from '../../weir/v1/PartitionReassignment.ts';
import type { Long } from '@grpc/proto-loader';

export interface AlterPartitionReassignmentsRequestInput {
  'reassignments'?: (_weir_v1_PartitionReassignmentInput)[];
  /**
   * Bytes that each node may send in a second to replicas that are being added; 0: any.
   */
  'bytesPerSecond'?: (number | string | Long);
  /**
   * Checks everything and moves nothing.
   */
  'validateOnly'?: (boolean);
}

export interface AlterPartitionReassignmentsRequest {
  'reassignments': (_weir_v1_PartitionReassignment)[];
  /**
   * Bytes that each node may send in a second to replicas that are being added; 0: any.
   */
  'bytesPerSecond': (number);
  /**
   * Checks everything and moves nothing.
   */
  'validateOnly': (boolean);
}
