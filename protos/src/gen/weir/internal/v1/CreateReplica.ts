// From weir/internal/v1/node_control.proto

import type { ReplicaSetInput as _weir_internal_v1_ReplicaSetInput, ReplicaSet as _weir_internal_v1_ReplicaSet } from '../../../weir/internal/v1/ReplicaSet.ts';

export interface CreateReplicaInput {
  'topicId'?: (string);
  'partition'?: (number);
  'set'?: (_weir_internal_v1_ReplicaSetInput | null);
  /**
   * True only at the partition's creation; a later member starts unclean and empty.
   */
  'clean'?: (boolean);
  /**
   * The data directory that was meant; another refuses.
   */
  'directoryId'?: (string);
}

export interface CreateReplica {
  'topicId': (string);
  'partition': (number);
  'set': (_weir_internal_v1_ReplicaSet | null);
  /**
   * True only at the partition's creation; a later member starts unclean and empty.
   */
  'clean': (boolean);
  /**
   * The data directory that was meant; another refuses.
   */
  'directoryId': (string);
}
