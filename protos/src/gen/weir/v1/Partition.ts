// From weir/v1/metadata.proto


export interface PartitionInput {
  'partition'?: (number);
  /**
   * Node id; absent while there is none.
   */
  'leader'?: (number);
  'leaderEpoch'?: (number);
  /**
   * Grows with each change of leader or in-sync set.
   */
  'partitionEpoch'?: (number);
  /**
   * Node ids, the preferred leader first.
   */
  'assignedReplicas'?: (number)[];
  'inSyncReplicas'?: (number)[];
  /**
   * Why there is no leader, for people; empty otherwise.
   */
  'leaderlessReason'?: (string);
  '_leader'?: "leader";
}

export interface Partition {
  'partition': (number);
  /**
   * Node id; absent while there is none.
   */
  'leader'?: (number);
  'leaderEpoch': (number);
  /**
   * Grows with each change of leader or in-sync set.
   */
  'partitionEpoch': (number);
  /**
   * Node ids, the preferred leader first.
   */
  'assignedReplicas': (number)[];
  'inSyncReplicas': (number)[];
  /**
   * Why there is no leader, for people; empty otherwise.
   */
  'leaderlessReason': (string);
  '_leader'?: "leader";
}
