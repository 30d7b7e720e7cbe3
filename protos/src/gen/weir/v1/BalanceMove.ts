// From weir/v1/admin.proto

import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';

/**
 * A reassignment that has begun, or would.
 */
export interface BalanceMoveInput {
  'partition'?: (_weir_v1_TopicPartitionInput | null);
  'fromReplicas'?: (number)[];
  /**
   * The same nodes where only the preferred leader changes.
   */
  'toReplicas'?: (number)[];
}

/**
 * A reassignment that has begun, or would.
 */
export interface BalanceMove {
  'partition': (_weir_v1_TopicPartition | null);
  'fromReplicas': (number)[];
  /**
   * The same nodes where only the preferred leader changes.
   */
  'toReplicas': (number)[];
}
