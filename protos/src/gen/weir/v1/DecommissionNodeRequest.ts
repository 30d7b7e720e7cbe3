// From weir/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface DecommissionNodeRequestInput {
  'nodeId'?: (number);
  /**
   * As for reassignments.
   */
  'bytesPerSecond'?: (number | string | Long);
  /**
   * Replicas that have moved stay where they are.
   */
  'cancel'?: (boolean);
}

export interface DecommissionNodeRequest {
  'nodeId': (number);
  /**
   * As for reassignments.
   */
  'bytesPerSecond': (number);
  /**
   * Replicas that have moved stay where they are.
   */
  'cancel': (boolean);
}
