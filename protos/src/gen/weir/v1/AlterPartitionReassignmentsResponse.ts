// From weir/v1/admin.proto

import type { ReassignmentResultInput as _weir_v1_ReassignmentResultInput, ReassignmentResult as _weir_v1_ReassignmentResult } from '../../weir/v1/ReassignmentResult.ts';

export interface AlterPartitionReassignmentsResponseInput {
  /**
   * In the order of the request.
   */
  'results'?: (_weir_v1_ReassignmentResultInput)[];
}

export interface AlterPartitionReassignmentsResponse {
  /**
   * In the order of the request.
   */
  'results': (_weir_v1_ReassignmentResult)[];
}
