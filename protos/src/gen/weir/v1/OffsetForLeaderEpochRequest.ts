// From weir/v1/log.proto

import type { OffsetForLeaderEpochPartitionInput as _weir_v1_OffsetForLeaderEpochPartitionInput, OffsetForLeaderEpochPartition as _weir_v1_OffsetForLeaderEpochPartition } from '../../weir/v1/OffsetForLeaderEpochPartition.ts';

export interface OffsetForLeaderEpochRequestInput {
  'partitions'?: (_weir_v1_OffsetForLeaderEpochPartitionInput)[];
}

export interface OffsetForLeaderEpochRequest {
  'partitions': (_weir_v1_OffsetForLeaderEpochPartition)[];
}
