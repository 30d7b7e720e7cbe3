// From weir/internal/v1/node_control.proto

import type { ChangeReplicaConfigInput as _weir_internal_v1_ChangeReplicaConfigInput, ChangeReplicaConfig as _weir_internal_v1_ChangeReplicaConfig } from '../../../weir/internal/v1/ChangeReplicaConfig.ts';
import type { Long } from '@grpc/proto-loader';

export interface ChangeReplicaConfigRequestInput {
  'controllerToken'?: (number | string | Long);
  'changes'?: (_weir_internal_v1_ChangeReplicaConfigInput)[];
}

export interface ChangeReplicaConfigRequest {
  'controllerToken': (number);
  'changes': (_weir_internal_v1_ChangeReplicaConfig)[];
}
