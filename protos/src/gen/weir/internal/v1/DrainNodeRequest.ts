// From weir/internal/v1/node_registry.proto

import type { Long } from '@grpc/proto-loader';

export interface DrainNodeRequestInput {
  'nodeId'?: (number);
  'nodeEpoch'?: (number | string | Long);
}

export interface DrainNodeRequest {
  'nodeId': (number);
  'nodeEpoch': (number);
}
