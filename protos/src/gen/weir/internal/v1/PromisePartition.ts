// From weir/internal/v1/node_control.proto


export interface PromisePartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  'leaderEpoch'?: (number);
  'proposalId'?: (string);
}

export interface PromisePartition {
  'topicId': (string);
  'partition': (number);
  'leaderEpoch': (number);
  'proposalId': (string);
}
