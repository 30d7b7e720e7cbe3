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
}
