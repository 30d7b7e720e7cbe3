// From weir/v1/messaging.proto

import type { PartitionStartInput as _weir_v1_PartitionStartInput, PartitionStart as _weir_v1_PartitionStart } from '../../weir/v1/PartitionStart.ts';

/**
 * Partitions that are read from now on, beside those that were assigned before.
 */
export interface PartitionsAssignedInput {
  'partitions'?: (_weir_v1_PartitionStartInput)[];
  'memberEpoch'?: (number);
}

/**
 * Partitions that are read from now on, beside those that were assigned before.
 */
export interface PartitionsAssigned {
  'partitions': (_weir_v1_PartitionStart)[];
  'memberEpoch': (number);
}
