// From weir/internal/v1/node_control.proto

import type { Long } from '@grpc/proto-loader';

export interface FollowerPositionInput {
  'nodeId'?: (number);
  /**
   * Exclusive; -1 before the follower has said so.
   */
  'logEndOffset'?: (number | string | Long);
  'isInSync'?: (boolean);
  /**
   * Since it was heard of last; while there is nothing to copy it says nothing.
   */
  'silentMs'?: (number | string | Long);
}

export interface FollowerPosition {
  'nodeId': (number);
  /**
   * Exclusive; -1 before the follower has said so.
   */
  'logEndOffset': (number);
  'isInSync': (boolean);
  /**
   * Since it was heard of last; while there is nothing to copy it says nothing.
   */
  'silentMs': (number);
}
