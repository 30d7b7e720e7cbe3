// From weir/internal/v1/node_registry.proto


export interface FailedReplicaInput {
  'topicId'?: (string);
  'partition'?: (number);
  'reason'?: (string);
}

export interface FailedReplica {
  'topicId': (string);
  'partition': (number);
  'reason': (string);
}
