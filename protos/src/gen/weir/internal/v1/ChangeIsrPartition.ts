// From weir/internal/v1/node_registry.proto


export interface ChangeIsrPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  'leaderEpoch'?: (number);
  'inSyncReplicas'?: (number)[];
}

export interface ChangeIsrPartition {
  'topicId': (string);
  'partition': (number);
  'leaderEpoch': (number);
  'inSyncReplicas': (number)[];
}
