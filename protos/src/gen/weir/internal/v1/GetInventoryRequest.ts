// From weir/internal/v1/node_control.proto

import type { Long } from '@grpc/proto-loader';

export interface GetInventoryRequestInput {
  'controllerToken'?: (number | string | Long);
}

export interface GetInventoryRequest {
  'controllerToken': (number);
}
