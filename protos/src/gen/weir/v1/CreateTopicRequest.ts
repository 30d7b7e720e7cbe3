// From weir/v1/admin.proto

import type { ReplicaAssignmentInput as _weir_v1_ReplicaAssignmentInput, ReplicaAssignment as _weir_v1_ReplicaAssignment } from '../../weir/v1/ReplicaAssignment.ts';

export interface CreateTopicRequestInput {
  'name'?: (string);
  /**
   * 1 to 10,000.
   */
  'partitions'?: (number);
  /**
   * 1 to the number of live storage nodes.
   */
  'replicationFactor'?: (number);
  'configs'?: ({[key: string]: string});
  /**
   * Optional: replaces both numbers above.
   */
  'assignments'?: (_weir_v1_ReplicaAssignmentInput)[];
  /**
   * Checks everything and creates nothing.
   */
  'validateOnly'?: (boolean);
}

export interface CreateTopicRequest {
  'name': (string);
  /**
   * 1 to 10,000.
   */
  'partitions': (number);
  /**
   * 1 to the number of live storage nodes.
   */
  'replicationFactor': (number);
  'configs': ({[key: string]: string});
  /**
   * Optional: replaces both numbers above.
   */
  'assignments': (_weir_v1_ReplicaAssignment)[];
  /**
   * Checks everything and creates nothing.
   */
  'validateOnly': (boolean);
}
