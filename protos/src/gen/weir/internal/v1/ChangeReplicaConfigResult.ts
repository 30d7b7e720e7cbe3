// From weir/internal/v1/node_control.proto

import type { ReplicaConfigInput as _weir_internal_v1_ReplicaConfigInput, ReplicaConfig as _weir_internal_v1_ReplicaConfig } from '../../../weir/internal/v1/ReplicaConfig.ts';
import type { FollowerPositionInput as _weir_internal_v1_FollowerPositionInput, FollowerPosition as _weir_internal_v1_FollowerPosition } from '../../../weir/internal/v1/FollowerPosition.ts';
import type { Long } from '@grpc/proto-loader';

export interface ChangeReplicaConfigResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * Empty when under way or done.
   */
  'errorCode'?: (string);
  'errorMessage'?: (string);
  /**
   * The config in force is committed, no joint one, and the target if there is one.
   */
  'isDone'?: (boolean);
  /**
   * In force now.
   */
  'config'?: (_weir_internal_v1_ReplicaConfigInput | null);
  /**
   * Of the leader.
   */
  'logEndOffset'?: (number | string | Long);
  /**
   * Members or not.
   */
  'followers'?: (_weir_internal_v1_FollowerPositionInput)[];
}

export interface ChangeReplicaConfigResult {
  'topicId': (string);
  'partition': (number);
  /**
   * Empty when under way or done.
   */
  'errorCode': (string);
  'errorMessage': (string);
  /**
   * The config in force is committed, no joint one, and the target if there is one.
   */
  'isDone': (boolean);
  /**
   * In force now.
   */
  'config': (_weir_internal_v1_ReplicaConfig | null);
  /**
   * Of the leader.
   */
  'logEndOffset': (number);
  /**
   * Members or not.
   */
  'followers': (_weir_internal_v1_FollowerPosition)[];
}
