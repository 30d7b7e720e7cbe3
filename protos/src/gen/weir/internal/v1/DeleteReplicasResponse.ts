// From weir/internal/v1/node_control.proto

import type { PartitionResultInput as _weir_internal_v1_PartitionResultInput, PartitionResult as _weir_internal_v1_PartitionResult } from '../../../weir/internal/v1/PartitionResult.ts';

export interface DeleteReplicasResponseInput {
  'results'?: (_weir_internal_v1_PartitionResultInput)[];
}

export interface DeleteReplicasResponse {
  'results': (_weir_internal_v1_PartitionResult)[];
}
