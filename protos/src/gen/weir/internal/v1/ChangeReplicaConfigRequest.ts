// From weir/internal/v1/node_control.proto

import type { ChangeReplicaConfigInput as _weir_internal_v1_ChangeReplicaConfigInput, ChangeReplicaConfig as _weir_internal_v1_ChangeReplicaConfig } from '../../../weir/internal/v1/ChangeReplicaConfig.ts';
import type { Long } from '@grpc/proto-loader';

export interface ChangeReplicaConfigRequestInput {
  'controllerToken'?: (number | string | Long);
  'changes'?: (_weir_internal_v1_ChangeReplicaConfigInput)[];
  /**
   * Answered no later, done or not; 0: at once.
   */
  'maxWaitMs'?: (number);
  /**
   * Bytes that this leader's node may send in a second to replicas that are not members yet; 0: any.
   */
  'bytesPerSecond'?: (number | string | Long);
}

export interface ChangeReplicaConfigRequest {
  'controllerToken': (number);
  'changes': (_weir_internal_v1_ChangeReplicaConfig)[];
  /**
   * Answered no later, done or not; 0: at once.
   */
  'maxWaitMs': (number);
  /**
   * Bytes that this leader's node may send in a second to replicas that are not members yet; 0: any.
   */
  'bytesPerSecond': (number);
}
