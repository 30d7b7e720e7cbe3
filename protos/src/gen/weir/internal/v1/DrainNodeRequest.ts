// From weir/internal/v1/node_registry.proto

import type { Long } from '@grpc/proto-loader';

export interface DrainNodeRequestInput {
  'nodeId'?: (number);
  'nodeEpoch'?: (number | string | Long);
  /**
   * Do nothing while another node drains, or while a partition would have fewer replicas in sync
   * than min.insync.replicas without this node.
   */
  'waitsForTurn'?: (boolean);
}

export interface DrainNodeRequest {
  'nodeId': (number);
  'nodeEpoch': (number);
  /**
   * Do nothing while another node drains, or while a partition would have fewer replicas in sync
   * than min.insync.replicas without this node.
   */
  'waitsForTurn': (boolean);
}
