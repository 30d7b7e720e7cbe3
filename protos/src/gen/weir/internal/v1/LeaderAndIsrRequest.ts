// From weir/internal/v1/node_control.proto

import type { LeaderAndIsrPartitionInput as _weir_internal_v1_LeaderAndIsrPartitionInput, LeaderAndIsrPartition as _weir_internal_v1_LeaderAndIsrPartition } from '../../../weir/internal/v1/LeaderAndIsrPartition.ts';
import type { Long } from '@grpc/proto-loader';

export interface LeaderAndIsrRequestInput {
  'controllerToken'?: (number | string | Long);
  'partitions'?: (_weir_internal_v1_LeaderAndIsrPartitionInput)[];
}

export interface LeaderAndIsrRequest {
  'controllerToken': (number);
  'partitions': (_weir_internal_v1_LeaderAndIsrPartition)[];
}
