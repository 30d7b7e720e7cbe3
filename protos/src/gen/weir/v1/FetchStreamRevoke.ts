// From weir/v1/log.proto

import type { FetchStreamPartitionInput as _weir_v1_FetchStreamPartitionInput, FetchStreamPartition as _weir_v1_FetchStreamPartition } from '../../weir/v1/FetchStreamPartition.ts';

export interface FetchStreamRevokeInput {
  'partitions'?: (_weir_v1_FetchStreamPartitionInput)[];
}

export interface FetchStreamRevoke {
  'partitions': (_weir_v1_FetchStreamPartition)[];
}
