// From weir/v1/log.proto

import type { Long } from '@grpc/proto-loader';

export interface FollowerLogInput {
  'nodeId'?: (number);
  /**
   * As it last told; -1 when it has not told this leader yet.
   */
  'logEndOffset'?: (number | string | Long);
  'inSync'?: (boolean);
  /**
   * How long ago it last had all; 0 while it has, -1 where that is not known.
   */
  'behindMs'?: (number | string | Long);
}

export interface FollowerLog {
  'nodeId': (number);
  /**
   * As it last told; -1 when it has not told this leader yet.
   */
  'logEndOffset': (number);
  'inSync': (boolean);
  /**
   * How long ago it last had all; 0 while it has, -1 where that is not known.
   */
  'behindMs': (number);
}
