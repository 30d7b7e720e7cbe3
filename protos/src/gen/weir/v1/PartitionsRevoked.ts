// From weir/v1/messaging.proto

import type { TopicPartitionInput as _weir_v1_TopicPartitionInput, TopicPartition as _weir_v1_TopicPartition } from '../../weir/v1/TopicPartition.ts';

/**
 * Partitions that another member is to have. Their records no longer come. Commit what was handled, then
 * name them in `released`; after `deadline_ms` they are given up without.
 */
export interface PartitionsRevokedInput {
  'partitions'?: (_weir_v1_TopicPartitionInput)[];
  'deadlineMs'?: (number);
  /**
   * They are gone already: nothing can be committed for them.
   */
  'isLost'?: (boolean);
  /**
   * The newest, to come back with.
   */
  'memberEpoch'?: (number);
}

/**
 * Partitions that another member is to have. Their records no longer come. Commit what was handled, then
 * name them in `released`; after `deadline_ms` they are given up without.
 */
export interface PartitionsRevoked {
  'partitions': (_weir_v1_TopicPartition)[];
  'deadlineMs': (number);
  /**
   * They are gone already: nothing can be committed for them.
   */
  'isLost': (boolean);
  /**
   * The newest, to come back with.
   */
  'memberEpoch': (number);
}
