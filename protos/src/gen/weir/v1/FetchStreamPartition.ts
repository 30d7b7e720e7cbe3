// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface FetchStreamPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  'fetchOffset'?: (number | string | Long);
  'lastFetchedEpoch'?: (number);
  /**
   * Chosen by the client, echoed with the data of this assignment.
   */
  'sessionId'?: (number | string | Long);
  '_lastFetchedEpoch'?: "lastFetchedEpoch";
}

export interface FetchStreamPartition {
  'topicId': (string);
  'partition': (number);
  'fetchOffset': (number);
  'lastFetchedEpoch'?: (number);
  /**
   * Chosen by the client, echoed with the data of this assignment.
   */
  'sessionId': (number);
  '_lastFetchedEpoch'?: "lastFetchedEpoch";
}
