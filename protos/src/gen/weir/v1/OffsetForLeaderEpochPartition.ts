// From weir/v1/log.proto


export interface OffsetForLeaderEpochPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  'leaderEpoch'?: (number);
}

export interface OffsetForLeaderEpochPartition {
  'topicId': (string);
  'partition': (number);
  'leaderEpoch': (number);
}
