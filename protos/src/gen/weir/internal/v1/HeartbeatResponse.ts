// From weir/internal/v1/node_registry.proto

import type { Long } from '@grpc/proto-loader';

export interface HeartbeatResponseInput {
  'controllerToken'?: (number | string | Long);
}

export interface HeartbeatResponse {
  'controllerToken': (number);
}
