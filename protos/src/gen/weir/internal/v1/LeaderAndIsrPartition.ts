// From weir/internal/v1/node_control.proto


export interface LeaderAndIsrPartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  'leaderEpoch'?: (number);
  'proposalId'?: (string);
  'leader'?: (number);
  'leaderIncarnation'?: (string);
  'leaderAddress'?: (string);
  'partitionEpoch'?: (number);
  /**
   * To start from; the leader keeps it.
   */
  'inSyncReplicas'?: (number)[];
}

export interface LeaderAndIsrPartition {
  'topicId': (string);
  'partition': (number);
  'leaderEpoch': (number);
  'proposalId': (string);
  'leader': (number);
  'leaderIncarnation': (string);
  'leaderAddress': (string);
  'partitionEpoch': (number);
  /**
   * To start from; the leader keeps it.
   */
  'inSyncReplicas': (number)[];
}
