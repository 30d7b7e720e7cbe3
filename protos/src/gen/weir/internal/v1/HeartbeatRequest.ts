// From weir/internal/v1/node_registry.proto

import type { FailedReplicaInput as _weir_internal_v1_FailedReplicaInput, FailedReplica as _weir_internal_v1_FailedReplica } from '../../../weir/internal/v1/FailedReplica.ts';
import type { Long } from '@grpc/proto-loader';

export interface HeartbeatRequestInput {
  'nodeId'?: (number);
  'nodeEpoch'?: (number | string | Long);
  'replicas'?: (number | string | Long);
  'leaders'?: (number | string | Long);
  'logBytes'?: (number | string | Long);
  'freeBytes'?: (number | string | Long);
  /**
   * Whole list.
   */
  'failedReplicas'?: (_weir_internal_v1_FailedReplicaInput)[];
  /**
   * Whether it hands its leaderships over and takes no new ones; false takes that back. Not set
   * while it waits for its turn, and by nodes that do not know this: nothing changes then.
   */
  'isDraining'?: (boolean);
  /**
   * In-sync sets may still name it from before it was started: it does not count as in sync.
   */
  'isCatchingUp'?: (boolean);
  /**
   * Since the node was started, as in NodeStatus.
   */
  'appendedRecords'?: (number | string | Long);
  'appendedBytes'?: (number | string | Long);
  'sentBytes'?: (number | string | Long);
  'startedAtMs'?: (number | string | Long);
  '_isDraining'?: "isDraining";
}

export interface HeartbeatRequest {
  'nodeId': (number);
  'nodeEpoch': (number);
  'replicas': (number);
  'leaders': (number);
  'logBytes': (number);
  'freeBytes': (number);
  /**
   * Whole list.
   */
  'failedReplicas': (_weir_internal_v1_FailedReplica)[];
  /**
   * Whether it hands its leaderships over and takes no new ones; false takes that back. Not set
   * while it waits for its turn, and by nodes that do not know this: nothing changes then.
   */
  'isDraining'?: (boolean);
  /**
   * In-sync sets may still name it from before it was started: it does not count as in sync.
   */
  'isCatchingUp': (boolean);
  /**
   * Since the node was started, as in NodeStatus.
   */
  'appendedRecords': (number);
  'appendedBytes': (number);
  'sentBytes': (number);
  'startedAtMs': (number);
  '_isDraining'?: "isDraining";
}
