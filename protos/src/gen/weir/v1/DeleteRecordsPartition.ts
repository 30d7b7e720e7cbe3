// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface DeleteRecordsPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * Exclusive; -1 is the high watermark.
   */
  'beforeOffset'?: (number | string | Long);
}

export interface DeleteRecordsPartition {
  'topicId': (string);
  'partition': (number);
  /**
   * Exclusive; -1 is the high watermark.
   */
  'beforeOffset': (number);
}
