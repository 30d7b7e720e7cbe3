// From weir/internal/v1/node_control.proto

import type { DeleteReplicaInput as _weir_internal_v1_DeleteReplicaInput, DeleteReplica as _weir_internal_v1_DeleteReplica } from '../../../weir/internal/v1/DeleteReplica.ts';
import type { Long } from '@grpc/proto-loader';

export interface DeleteReplicasRequestInput {
  'controllerToken'?: (number | string | Long);
  'replicas'?: (_weir_internal_v1_DeleteReplicaInput)[];
}

export interface DeleteReplicasRequest {
  'controllerToken': (number);
  'replicas': (_weir_internal_v1_DeleteReplica)[];
}
