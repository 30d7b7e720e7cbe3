// From weir/internal/v1/replication.proto

import type { Long } from '@grpc/proto-loader';

/**
 * After the follower has cut its log to the common prefix: send from here.
 */
export interface ReplicaStartInput {
  'session'?: (number | string | Long);
  'logEndOffset'?: (number | string | Long);
  /**
   * -1 when the follower holds no epoch entry.
   */
  'lastEpoch'?: (number);
}

/**
 * After the follower has cut its log to the common prefix: send from here.
 */
export interface ReplicaStart {
  'session': (number);
  'logEndOffset': (number);
  /**
   * -1 when the follower holds no epoch entry.
   */
  'lastEpoch': (number);
}
