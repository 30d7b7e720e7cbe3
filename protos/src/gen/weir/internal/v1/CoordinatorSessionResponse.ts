// From weir/internal/v1/node_registry.proto

import type { Long } from '@grpc/proto-loader';

export interface CoordinatorSessionResponseInput {
  'controllerToken'?: (number | string | Long);
  'clusterId'?: (string);
}

export interface CoordinatorSessionResponse {
  'controllerToken': (number);
  'clusterId': (string);
}
