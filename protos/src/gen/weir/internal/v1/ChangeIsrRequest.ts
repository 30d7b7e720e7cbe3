// From weir/internal/v1/node_registry.proto

import type { ChangeIsrPartitionInput as _weir_internal_v1_ChangeIsrPartitionInput, ChangeIsrPartition as _weir_internal_v1_ChangeIsrPartition } from '../../../weir/internal/v1/ChangeIsrPartition.ts';
import type { Long } from '@grpc/proto-loader';

export interface ChangeIsrRequestInput {
  'nodeId'?: (number);
  'nodeEpoch'?: (number | string | Long);
  'partitions'?: (_weir_internal_v1_ChangeIsrPartitionInput)[];
}

export interface ChangeIsrRequest {
  'nodeId': (number);
  'nodeEpoch': (number);
  'partitions': (_weir_internal_v1_ChangeIsrPartition)[];
}
