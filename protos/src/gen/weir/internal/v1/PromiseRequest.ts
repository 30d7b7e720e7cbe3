// From weir/internal/v1/node_control.proto

import type { PromisePartitionInput as _weir_internal_v1_PromisePartitionInput, PromisePartition as _weir_internal_v1_PromisePartition } from '../../../weir/internal/v1/PromisePartition.ts';
import type { Long } from '@grpc/proto-loader';

export interface PromiseRequestInput {
  'controllerToken'?: (number | string | Long);
  'partitions'?: (_weir_internal_v1_PromisePartitionInput)[];
}

export interface PromiseRequest {
  'controllerToken': (number);
  'partitions': (_weir_internal_v1_PromisePartition)[];
}
