// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface FetchPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * The first batch returned holds this offset.
   */
  'fetchOffset'?: (number | string | Long);
  /**
   * For this partition; 0 is the request's.
   */
  'maxBytes'?: (number);
  /**
   * Epoch of the record before fetch_offset; absent when unknown. A log that differs
   * there is answered with TRUNCATED_LOG.
   */
  'lastFetchedEpoch'?: (number);
  '_lastFetchedEpoch'?: "lastFetchedEpoch";
}

export interface FetchPartition {
  'topicId': (string);
  'partition': (number);
  /**
   * The first batch returned holds this offset.
   */
  'fetchOffset': (number);
  /**
   * For this partition; 0 is the request's.
   */
  'maxBytes': (number);
  /**
   * Epoch of the record before fetch_offset; absent when unknown. A log that differs
   * there is answered with TRUNCATED_LOG.
   */
  'lastFetchedEpoch'?: (number);
  '_lastFetchedEpoch'?: "lastFetchedEpoch";
}
