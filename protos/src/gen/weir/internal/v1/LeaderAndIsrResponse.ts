// From weir/internal/v1/node_control.proto

import type { PartitionResultInput as _weir_internal_v1_PartitionResultInput, PartitionResult as _weir_internal_v1_PartitionResult } from '../../../weir/internal/v1/PartitionResult.ts';

export interface LeaderAndIsrResponseInput {
  /**
   * In the order of the request.
   */
  'results'?: (_weir_internal_v1_PartitionResultInput)[];
}

export interface LeaderAndIsrResponse {
  /**
   * In the order of the request.
   */
  'results': (_weir_internal_v1_PartitionResult)[];
}
