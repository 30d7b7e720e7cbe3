// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface DescribeProducersPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * 0 lists all, 1,000 at most.
   */
  'producerId'?: (number | string | Long);
}

export interface DescribeProducersPartition {
  'topicId': (string);
  'partition': (number);
  /**
   * 0 lists all, 1,000 at most.
   */
  'producerId': (number);
}
