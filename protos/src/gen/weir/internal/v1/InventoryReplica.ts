// From weir/internal/v1/node_control.proto

import type { ReplicaStateInput as _weir_internal_v1_ReplicaStateInput, ReplicaState as _weir_internal_v1_ReplicaState } from '../../../weir/internal/v1/ReplicaState.ts';

export interface InventoryReplicaInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * A tombstone; with a config in `state` of a replica that moved away.
   */
  'isDeleted'?: (boolean);
  /**
   * Set aside: damaged log or failing disk.
   */
  'isFailed'?: (boolean);
  'promisedEpoch'?: (number);
  'proposalId'?: (string);
  'state'?: (_weir_internal_v1_ReplicaStateInput | null);
  /**
   * Leads promised_epoch now.
   */
  'isLeader'?: (boolean);
  /**
   * Where it leads.
   */
  'inSyncReplicas'?: (number)[];
  /**
   * Node id that it follows; -1 for none.
   */
  'cachedLeader'?: (number);
  /**
   * It takes part in an epoch only once it has promised one.
   */
  'isVoteLost'?: (boolean);
}

export interface InventoryReplica {
  'topicId': (string);
  'partition': (number);
  /**
   * A tombstone; with a config in `state` of a replica that moved away.
   */
  'isDeleted': (boolean);
  /**
   * Set aside: damaged log or failing disk.
   */
  'isFailed': (boolean);
  'promisedEpoch': (number);
  'proposalId': (string);
  'state': (_weir_internal_v1_ReplicaState | null);
  /**
   * Leads promised_epoch now.
   */
  'isLeader': (boolean);
  /**
   * Where it leads.
   */
  'inSyncReplicas': (number)[];
  /**
   * Node id that it follows; -1 for none.
   */
  'cachedLeader': (number);
  /**
   * It takes part in an epoch only once it has promised one.
   */
  'isVoteLost': (boolean);
}
