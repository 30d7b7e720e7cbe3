// From weir/internal/v1/node_control.proto

import type { TopicIdentityInput as _weir_internal_v1_TopicIdentityInput, TopicIdentity as _weir_internal_v1_TopicIdentity } from '../../../weir/internal/v1/TopicIdentity.ts';
import type { Long } from '@grpc/proto-loader';

export interface UpdateTopicsRequestInput {
  'controllerToken'?: (number | string | Long);
  'topics'?: (_weir_internal_v1_TopicIdentityInput)[];
}

export interface UpdateTopicsRequest {
  'controllerToken': (number);
  'topics': (_weir_internal_v1_TopicIdentity)[];
}
