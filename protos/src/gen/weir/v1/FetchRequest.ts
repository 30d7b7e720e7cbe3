// From weir/v1/log.proto

import type { FetchPartitionInput as _weir_v1_FetchPartitionInput, FetchPartition as _weir_v1_FetchPartition } from '../../weir/v1/FetchPartition.ts';

export interface FetchRequestInput {
  'partitions'?: (_weir_v1_FetchPartitionInput)[];
  /**
   * 0 and 1 answer as soon as there is anything.
   */
  'minBytes'?: (number);
  /**
   * For the whole answer; 0 is 1 MiB, 3 MiB at most. One batch may exceed it.
   */
  'maxBytes'?: (number);
  /**
   * 0 answers at once; 30,000 at most.
   */
  'maxWaitMs'?: (number);
}

export interface FetchRequest {
  'partitions': (_weir_v1_FetchPartition)[];
  /**
   * 0 and 1 answer as soon as there is anything.
   */
  'minBytes': (number);
  /**
   * For the whole answer; 0 is 1 MiB, 3 MiB at most. One batch may exceed it.
   */
  'maxBytes': (number);
  /**
   * 0 answers at once; 30,000 at most.
   */
  'maxWaitMs': (number);
}
