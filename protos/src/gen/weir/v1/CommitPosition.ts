// From weir/v1/messaging.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A partition and the offset to go on from: one past the last record that was handled.
 */
export interface CommitPositionInput {
  'topic'?: (string);
  'partition'?: (number);
  'offset'?: (number | string | Long);
  /**
   * With commits: free text, at most 4,096 bytes.
   */
  'metadata'?: (string);
}

/**
 * A partition and the offset to go on from: one past the last record that was handled.
 */
export interface CommitPosition {
  'topic': (string);
  'partition': (number);
  'offset': (number);
  /**
   * With commits: free text, at most 4,096 bytes.
   */
  'metadata': (string);
}
