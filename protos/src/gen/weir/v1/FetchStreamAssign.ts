// From weir/v1/log.proto

import type { FetchStreamPartitionInput as _weir_v1_FetchStreamPartitionInput, FetchStreamPartition as _weir_v1_FetchStreamPartition } from '../../weir/v1/FetchStreamPartition.ts';

/**
 * Starts, or moves, the reading of partitions.
 */
export interface FetchStreamAssignInput {
  'partitions'?: (_weir_v1_FetchStreamPartitionInput)[];
}

/**
 * Starts, or moves, the reading of partitions.
 */
export interface FetchStreamAssign {
  'partitions': (_weir_v1_FetchStreamPartition)[];
}
