// From weir/internal/v1/node_registry.proto

import type { Long } from '@grpc/proto-loader';

export interface RegisterNodeResponseInput {
  'clusterId'?: (string);
  'nodeEpoch'?: (number | string | Long);
  'controllerToken'?: (number | string | Long);
  'heartbeatIntervalMs'?: (number);
  'sessionTimeoutMs'?: (number);
}

export interface RegisterNodeResponse {
  'clusterId': (string);
  'nodeEpoch': (number);
  'controllerToken': (number);
  'heartbeatIntervalMs': (number);
  'sessionTimeoutMs': (number);
}
