// From weir/internal/v1/node_control.proto

import type { TopicIdentityInput as _weir_internal_v1_TopicIdentityInput, TopicIdentity as _weir_internal_v1_TopicIdentity } from '../../../weir/internal/v1/TopicIdentity.ts';
import type { CreateReplicaInput as _weir_internal_v1_CreateReplicaInput, CreateReplica as _weir_internal_v1_CreateReplica } from '../../../weir/internal/v1/CreateReplica.ts';
import type { Long } from '@grpc/proto-loader';

export interface CreateReplicasRequestInput {
  'controllerToken'?: (number | string | Long);
  'topics'?: (_weir_internal_v1_TopicIdentityInput)[];
  'replicas'?: (_weir_internal_v1_CreateReplicaInput)[];
}

export interface CreateReplicasRequest {
  'controllerToken': (number);
  'topics': (_weir_internal_v1_TopicIdentity)[];
  'replicas': (_weir_internal_v1_CreateReplica)[];
}
