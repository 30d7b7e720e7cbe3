// From weir/v1/log.proto


export interface ProducePartitionInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * Offsets and leader epoch are set by the leader.
   */
  'batches'?: (Buffer | Uint8Array | string)[];
  /**
   * The highest leader epoch that this producer has an answer of; 0: none. A leader of a lower one was
   * replaced and does not know it: it answers UNKNOWN_LEADER_EPOCH and appends nothing.
   */
  'minLeaderEpoch'?: (number);
}

export interface ProducePartition {
  'topicId': (string);
  'partition': (number);
  /**
   * Offsets and leader epoch are set by the leader.
   */
  'batches': (Buffer)[];
  /**
   * The highest leader epoch that this producer has an answer of; 0: none. A leader of a lower one was
   * replaced and does not know it: it answers UNKNOWN_LEADER_EPOCH and appends nothing.
   */
  'minLeaderEpoch': (number);
}
