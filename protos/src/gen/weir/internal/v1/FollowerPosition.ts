// From weir/internal/v1/node_control.proto

import type { Long } from '@grpc/proto-loader';

export interface FollowerPositionInput {
  'nodeId'?: (number);
  /**
   * Exclusive; -1 before the follower has said so.
   */
  'logEndOffset'?: (number | string | Long);
  'isInSync'?: (boolean);
}

export interface FollowerPosition {
  'nodeId': (number);
  /**
   * Exclusive; -1 before the follower has said so.
   */
  'logEndOffset': (number);
  'isInSync': (boolean);
}
