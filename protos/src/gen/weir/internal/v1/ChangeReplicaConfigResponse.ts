// From weir/internal/v1/node_control.proto

import type { PartitionResultInput as _weir_internal_v1_PartitionResultInput, PartitionResult as _weir_internal_v1_PartitionResult } from '../../../weir/internal/v1/PartitionResult.ts';

/**
 * Answered when each final config is committed, or with an error per partition.
 */
export interface ChangeReplicaConfigResponseInput {
  'results'?: (_weir_internal_v1_PartitionResultInput)[];
}

/**
 * Answered when each final config is committed, or with an error per partition.
 */
export interface ChangeReplicaConfigResponse {
  'results': (_weir_internal_v1_PartitionResult)[];
}
