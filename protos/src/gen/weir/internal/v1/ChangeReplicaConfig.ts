// From weir/internal/v1/node_control.proto

import type { ReplicaSetInput as _weir_internal_v1_ReplicaSetInput, ReplicaSet as _weir_internal_v1_ReplicaSet } from '../../../weir/internal/v1/ReplicaSet.ts';

export interface ChangeReplicaConfigInput {
  'topicId'?: (string);
  'partition'?: (number);
  'leaderEpoch'?: (number);
  /**
   * Unset: nothing changes, the answer says what is in force.
   */
  'target'?: (_weir_internal_v1_ReplicaSetInput | null);
}

export interface ChangeReplicaConfig {
  'topicId': (string);
  'partition': (number);
  'leaderEpoch': (number);
  /**
   * Unset: nothing changes, the answer says what is in force.
   */
  'target': (_weir_internal_v1_ReplicaSet | null);
}
