// From weir/internal/v1/replication.proto

import type { Long } from '@grpc/proto-loader';

export interface ReplicaAckInput {
  'session'?: (number | string | Long);
  /**
   * With flush.policy=fsync the synced one; exclusive.
   */
  'logEndOffset'?: (number | string | Long);
  'lastEpoch'?: (number);
  /**
   * End of what has arrived, synced or not; frees the window.
   */
  'receivedOffset'?: (number | string | Long);
}

export interface ReplicaAck {
  'session': (number);
  /**
   * With flush.policy=fsync the synced one; exclusive.
   */
  'logEndOffset': (number);
  'lastEpoch': (number);
  /**
   * End of what has arrived, synced or not; frees the window.
   */
  'receivedOffset': (number);
}
