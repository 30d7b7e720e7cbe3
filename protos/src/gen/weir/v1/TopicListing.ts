// From weir/v1/admin.proto


export interface TopicListingInput {
  'name'?: (string);
  'topicId'?: (string);
  'partitions'?: (number);
  'replicationFactor'?: (number);
  'internal'?: (boolean);
  'leaderlessPartitions'?: (number);
  'underReplicatedPartitions'?: (number);
  /**
   * Writers with acks=all are refused there.
   */
  'underMinIsrPartitions'?: (number);
}

export interface TopicListing {
  'name': (string);
  'topicId': (string);
  'partitions': (number);
  'replicationFactor': (number);
  'internal': (boolean);
  'leaderlessPartitions': (number);
  'underReplicatedPartitions': (number);
  /**
   * Writers with acks=all are refused there.
   */
  'underMinIsrPartitions': (number);
}
