// From weir/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface BalanceReplicasRequestInput {
  /**
   * As for reassignments.
   */
  'bytesPerSecond'?: (number | string | Long);
  /**
   * Tells what it would move and moves nothing.
   */
  'validateOnly'?: (boolean);
}

export interface BalanceReplicasRequest {
  /**
   * As for reassignments.
   */
  'bytesPerSecond': (number);
  /**
   * Tells what it would move and moves nothing.
   */
  'validateOnly': (boolean);
}
