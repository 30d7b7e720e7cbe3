// From weir/internal/v1/node_control.proto

import type { ChangeReplicaConfigResultInput as _weir_internal_v1_ChangeReplicaConfigResultInput, ChangeReplicaConfigResult as _weir_internal_v1_ChangeReplicaConfigResult } from '../../../weir/internal/v1/ChangeReplicaConfigResult.ts';

/**
 * Asking again for the same target goes on where it is.
 */
export interface ChangeReplicaConfigResponseInput {
  /**
   * In the order of the request.
   */
  'results'?: (_weir_internal_v1_ChangeReplicaConfigResultInput)[];
}

/**
 * Asking again for the same target goes on where it is.
 */
export interface ChangeReplicaConfigResponse {
  /**
   * In the order of the request.
   */
  'results': (_weir_internal_v1_ChangeReplicaConfigResult)[];
}
