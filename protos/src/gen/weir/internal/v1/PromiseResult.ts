// From weir/internal/v1/node_control.proto

import type { ReplicaStateInput as _weir_internal_v1_ReplicaStateInput, ReplicaState as _weir_internal_v1_ReplicaState } from '../../../weir/internal/v1/ReplicaState.ts';

export interface PromiseResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * Empty when promised; FENCED_LEADER_EPOCH when not.
   */
  'errorCode'?: (string);
  'errorMessage'?: (string);
  /**
   * The replica's vote after the call.
   */
  'promisedEpoch'?: (number);
  /**
   * Set when promised.
   */
  'state'?: (_weir_internal_v1_ReplicaStateInput | null);
}

export interface PromiseResult {
  'topicId': (string);
  'partition': (number);
  /**
   * Empty when promised; FENCED_LEADER_EPOCH when not.
   */
  'errorCode': (string);
  'errorMessage': (string);
  /**
   * The replica's vote after the call.
   */
  'promisedEpoch': (number);
  /**
   * Set when promised.
   */
  'state': (_weir_internal_v1_ReplicaState | null);
}
