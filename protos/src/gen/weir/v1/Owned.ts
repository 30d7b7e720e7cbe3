// From weir/v1/group.proto

import type { AssignedPartitionInput as _weir_v1_AssignedPartitionInput, AssignedPartition as _weir_v1_AssignedPartition } from '../../weir/v1/AssignedPartition.ts';

/**
 * What the member holds now; sent when it has let go of revoked partitions and when it
 * has taken new ones.
 */
export interface OwnedInput {
  /**
   * The assignment that this answers.
   */
  'memberEpoch'?: (number);
  'partitions'?: (_weir_v1_AssignedPartitionInput)[];
}

/**
 * What the member holds now; sent when it has let go of revoked partitions and when it
 * has taken new ones.
 */
export interface Owned {
  /**
   * The assignment that this answers.
   */
  'memberEpoch': (number);
  'partitions': (_weir_v1_AssignedPartition)[];
}
