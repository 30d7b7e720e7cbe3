// From weir/v1/group.proto

import type { Long } from '@grpc/proto-loader';

export interface CommittedOffsetInput {
  'topicId'?: (string);
  'topic'?: (string);
  'partition'?: (number);
  /**
   * The next offset to read.
   */
  'offset'?: (number | string | Long);
  /**
   * Of the last record read.
   */
  'leaderEpoch'?: (number);
  /**
   * At most 4,096 bytes.
   */
  'metadata'?: (string);
  /**
   * Set by the coordinator.
   */
  'committedAtMs'?: (number | string | Long);
  '_leaderEpoch'?: "leaderEpoch";
}

export interface CommittedOffset {
  'topicId': (string);
  'topic': (string);
  'partition': (number);
  /**
   * The next offset to read.
   */
  'offset': (number);
  /**
   * Of the last record read.
   */
  'leaderEpoch'?: (number);
  /**
   * At most 4,096 bytes.
   */
  'metadata': (string);
  /**
   * Set by the coordinator.
   */
  'committedAtMs': (number);
  '_leaderEpoch'?: "leaderEpoch";
}
