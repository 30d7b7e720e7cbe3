// From weir/internal/v1/node_control.proto


export interface DeleteReplicaInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * All former members have their tombstones: drop this one.
   */
  'forget'?: (boolean);
}

export interface DeleteReplica {
  'topicId': (string);
  'partition': (number);
  /**
   * All former members have their tombstones: drop this one.
   */
  'forget': (boolean);
}
