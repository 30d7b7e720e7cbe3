// From weir/internal/v1/node_control.proto

import type { ReplicaConfigInput as _weir_internal_v1_ReplicaConfigInput, ReplicaConfig as _weir_internal_v1_ReplicaConfig } from '../../../weir/internal/v1/ReplicaConfig.ts';

export interface DeleteReplicaInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * All former members have their tombstones: drop this one.
   */
  'forget'?: (boolean);
  /**
   * Set when the replica has moved away: the committed config, which does not name this node. A node
   * whose log holds a later one refuses.
   */
  'finalConfig'?: (_weir_internal_v1_ReplicaConfigInput | null);
}

export interface DeleteReplica {
  'topicId': (string);
  'partition': (number);
  /**
   * All former members have their tombstones: drop this one.
   */
  'forget': (boolean);
  /**
   * Set when the replica has moved away: the committed config, which does not name this node. A node
   * whose log holds a later one refuses.
   */
  'finalConfig': (_weir_internal_v1_ReplicaConfig | null);
}
